package io.ringroad.shim.scenario;

import static io.ringroad.shim.Errno.EADDRNOTAVAIL;
import static io.ringroad.shim.Errno.EINPROGRESS;
import static io.ringroad.shim.Errno.EPIPE;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_IP;
import static io.ringroad.shim.abi.IpSocketOption.IP_MULTICAST_TTL;
import static io.ringroad.shim.abi.MessageFlag.MSG_MORE;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;

import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * The differences that are meant, each with its reason; a program ends where it comes upon one. The
 * page SYSCALLS.md says the same.
 */
enum DeclaredDifference {
  /** Linux notes the TTL of the handshake's packet there, which has no multicast TTL. */
  MULTICAST_TTL_OF_STREAMS(
      "a stream sends to no group",
      found ->
          found.program().getLast() instanceof Step.GetOption get
              && get.level() == IPPROTO_IP
              && get.name() == IP_MULTICAST_TTL
              && found.kernel().text().contains(" 40")),

  /** Linux sends what MSG_MORE has left in the socket before it was shut. */
  CORKED_BEFORE_SHUTDOWN(
      "a direction that is shut is shut for what was begun, too",
      found ->
          !found.aftermath()
              && found.kernel().result() >= 0
              && found.engine().result() == -EPIPE
              && corkedDatagramThen(found.program(), SocketStory::shuts)),

  /** Linux sends what MSG_MORE has left in the socket to the peer that was chosen meanwhile. */
  CORKED_BEFORE_CONNECT(
      "what was begun for one is not sent to another",
      found -> corkedDatagramThen(found.program(), SocketStory::connects)),

  /** Linux sends all but the first datagram to the address that it could not connect to. */
  CONNECTED_IN_VAIN(
      "who could not be connected anew has the peer that it had",
      found -> connectedInVain(found.program())),

  /** A connection to itself, closed, is at once forgotten by Linux. */
  SELF_CONNECTION_AGAIN(
      "TIME-WAIT holds for it as for others (RFC 9293 3.6.1)",
      found ->
          !found.aftermath()
              && found.kernel().result() == -EINPROGRESS
              && found.engine().result() == -EADDRNOTAVAIL
              && selfConnections(found.program()) > 1
              && isToItself(found.program(), found.program().getLast())),

  /** Linux: the connections of such a listener are born shut. */
  SHUT_BEFORE_LISTENING(
      "a connection that nobody has shut is open", found -> shutBeforeListening(found.program())),

  /** Linux: who listens again goes on with the handshakes that TCP_DEFER_ACCEPT had put off. */
  DEFERRED_AND_LISTENING_AGAIN(
      "who stops listening forgets whom it has not accepted",
      found -> deferredBeforeListeningAgain(found.program()));

  /** Hosts that the kernel refuses to connect a datagram socket to. */
  private static final Set<String> NOWHERE = Set.of("192.0.2.1", "240.0.0.1", "255.255.255.255");

  private final String reason;
  private final Predicate<Difference> covered;

  DeclaredDifference(String reason, Predicate<Difference> covered) {
    this.reason = reason;
    this.covered = covered;
  }

  /** Whether a difference is one of those that are meant. */
  static boolean covers(Difference difference) {
    for (DeclaredDifference declared : values()) {
      if (declared.covered.test(difference)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isCorked(Step step) {
    return step instanceof Step.Send send && (send.flags() & MSG_MORE) != 0;
  }

  /** Whether the last step adds to a datagram that was begun before something else happened. */
  private static boolean corkedDatagramThen(
      List<Step> program, BiPredicate<SocketStory, Step> happened) {
    int slot =
        switch (program.getLast()) {
          case Step.Send last -> last.slot();
          case Step.SendControl last -> last.slot();
          default -> -1;
        };
    SocketStory story = new SocketStory(program, slot);
    return story.isOfType(SOCK_DGRAM)
        && program.stream()
            .dropWhile(step -> !(story.sends(step) && isCorked(step)))
            .anyMatch(step -> happened.test(story, step));
  }

  /** Whether a datagram socket with a peer was refused another, and has sent twice after that. */
  private static boolean connectedInVain(List<Step> program) {
    for (int slot = 0; slot < Machine.SLOTS; slot++) {
      SocketStory story = new SocketStory(program, slot);
      if (story.isOfType(SOCK_DGRAM) && sendsAfterRefusal(program, story) > 1) {
        return true;
      }
    }
    return false;
  }

  private static int sendsAfterRefusal(List<Step> program, SocketStory story) {
    boolean peer = false;
    boolean refused = false;
    int sends = 0;
    int most = 0;
    for (Step step : program) {
      if (story.connects(step)) {
        boolean inVain = isToNowhere((Step.Connect) step);
        refused = inVain && peer;
        peer |= !inVain;
        sends = 0;
      } else if (refused && story.sends(step) && isToThePeer((Step.Send) step)) {
        most = Math.max(most, ++sends);
      }
    }
    return most;
  }

  private static boolean isToThePeer(Step.Send send) {
    return send.to() == null || send.form() == Form.PLAIN || send.form() == Form.VECTOR;
  }

  private static boolean isToNowhere(Step.Connect connect) {
    return connect.address() instanceof Address.Inet inet && NOWHERE.contains(inet.host());
  }

  private static long selfConnections(List<Step> program) {
    return program.stream().filter(step -> isToItself(program, step)).count();
  }

  private static boolean isToItself(List<Step> program, Step step) {
    return step instanceof Step.Connect s
        && new SocketStory(program, s.slot()).isConnectedToBy(step);
  }

  /** Whether somebody connects to a socket that was shut, though no listener, and listened then. */
  private static boolean shutBeforeListening(List<Step> program) {
    for (int slot = 0; slot < Machine.SLOTS; slot++) {
      SocketStory story = new SocketStory(program, slot);
      if (isReachedWhenBornShut(program, story)) {
        return true;
      }
    }
    return false;
  }

  /** Whether somebody connects to a listener that defers, which then stops and listens again. */
  private static boolean deferredBeforeListeningAgain(List<Step> program) {
    for (int slot = 0; slot < Machine.SLOTS; slot++) {
      SocketStory story = new SocketStory(program, slot);
      if (isDeferredAndAgain(program, story)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isDeferredAndAgain(List<Step> program, SocketStory story) {
    boolean defers = false;
    boolean reached = false;
    boolean stopped = false;
    for (Step step : program) {
      if (story.defersAccept(step)) {
        defers = true;
      } else if (defers && story.isConnectedToBy(step)) {
        reached = true;
      } else if (reached && (story.shuts(step) || story.disconnects(step))) {
        stopped = true;
      } else if (stopped && story.listens(step)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isReachedWhenBornShut(List<Step> program, SocketStory story) {
    boolean shut = false;
    boolean listening = false;
    for (Step step : program) {
      if (story.disconnects(step)) {
        shut = false;
        listening = false;
      } else if (story.shuts(step)) {
        shut |= !listening;
        listening = false;
      } else if (story.listens(step)) {
        listening = true;
      } else if (listening && shut && story.isConnectedToBy(step)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return name() + ": " + reason;
  }
}
