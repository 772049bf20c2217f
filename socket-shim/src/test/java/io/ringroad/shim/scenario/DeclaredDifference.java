package io.ringroad.shim.scenario;

import static io.ringroad.shim.Errno.EADDRNOTAVAIL;
import static io.ringroad.shim.Errno.EINPROGRESS;
import static io.ringroad.shim.Errno.EPIPE;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_IP;
import static io.ringroad.shim.abi.IpSocketOption.IP_MULTICAST_TTL;
import static io.ringroad.shim.abi.MessageFlag.MSG_MORE;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
              && found.program().getLast() instanceof Step.Send
              && found.kernel().result() >= 0
              && found.engine().result() == -EPIPE
              && found.program().stream().anyMatch(DeclaredDifference::isCorked)),

  /** Linux sends what MSG_MORE has left in the socket to the peer that was chosen meanwhile. */
  CORKED_BEFORE_CONNECT(
      "what was begun for one is not sent to another",
      found ->
          found.program().getLast() instanceof Step.Send
              && found.program().stream()
                  .dropWhile(step -> !isCorked(step))
                  .anyMatch(step -> step instanceof Step.Connect)),

  /** A connection to itself, closed, is at once forgotten by Linux. */
  SELF_CONNECTION_AGAIN(
      "TIME-WAIT holds for it as for others (RFC 9293 3.6.1)",
      found ->
          !found.aftermath()
              && found.program().getLast() instanceof Step.Connect
              && found.kernel().result() == -EINPROGRESS
              && found.engine().result() == -EADDRNOTAVAIL),

  /** Linux: the connections of such a listener are born shut. */
  SHUT_BEFORE_LISTENING(
      "a connection that nobody has shut is open", found -> shutBeforeListening(found.program()));

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

  private static boolean shutBeforeListening(List<Step> program) {
    Set<Integer> shut = new HashSet<>();
    for (Step step : program) {
      if (step instanceof Step.Shutdown shutdown) {
        shut.add(shutdown.slot());
      } else if (step instanceof Step.Listen listen && shut.contains(listen.slot())) {
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
