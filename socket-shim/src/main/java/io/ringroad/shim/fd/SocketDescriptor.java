package io.ringroad.shim.fd;

import static io.ringroad.shim.Errno.EAGAIN;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ENOTCONN;
import static io.ringroad.shim.Errno.ENOTTY;
import static io.ringroad.shim.abi.MessageFlag.MSG_DONTWAIT;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.lane.LaneProxy;
import io.ringroad.fastpath.socket.ReadinessListener;
import io.ringroad.fastpath.socket.Socket;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.socket.SocketOptions;
import io.ringroad.fastpath.tcp.congestion.CongestionAlgorithm;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.shim.abi.AddressFamily;
import io.ringroad.shim.abi.SockaddrIn;
import io.ringroad.shim.abi.UserData;
import io.ringroad.shim.option.OptionTarget;
import io.ringroad.shim.wait.Deadlines;
import java.lang.foreign.MemorySegment;
import java.util.function.BooleanSupplier;

/**
 * What stream and datagram descriptors have in common. A call that cannot go on returns {@code
 * -EAGAIN} on a lane's own thread, even where another thread would wait.
 *
 * <p>Data is passed as {@link UserData} says; all memory has been checked by the caller.
 */
public abstract class SocketDescriptor extends GuardedDescriptor
    implements OptionTarget, ReadinessListener {
  protected final SocketEnvironment environment;
  private volatile boolean boundByName;

  /** A descriptor without a socket yet; the subclass adopts one. */
  protected SocketDescriptor(SocketEnvironment environment, boolean nonBlocking) {
    super(nonBlocking);
    this.environment = environment;
  }

  /** What is behind the descriptor now. */
  protected abstract Socket socket();

  /** The lane that the socket belongs to. */
  protected final LaneProxy lane() {
    return environment.lanes().of(socket());
  }

  @Override
  public final boolean onOwnLane() {
    return lane().onLane();
  }

  @Override
  public final void onReady(int events) {
    signal(events);
  }

  /** Makes a socket's events this descriptor's. */
  protected final void listenTo(Socket socket) {
    socket.events().add(this);
  }

  /** bind(2). The address's length and memory have been checked by {@link SocketName}. */
  public int bind(MemorySegment addr, int addrlen) {
    if (addrlen < SockaddrIn.SIZE) {
      return -EINVAL;
    }
    int family = SockaddrIn.family(addr);
    int address = SockaddrIn.address(addr);
    int refused = SocketFamily.checkBind(family, address);
    if (refused != 0) {
      return refused;
    }
    int port = SockaddrIn.port(addr);
    return controlled(
        () -> {
          NetError error =
              lane().bind(socket(), IpAddresses.IPV4_HIGH, IpAddresses.mapIpv4(address), port);
          boundByName |= error == NetError.NONE;
          return NetErrno.of(error);
        });
  }

  /** Whether the application chose the local address, rather than the engine. */
  protected final boolean boundByName() {
    return boundByName;
  }

  /** connect(2). */
  public abstract int connect(MemorySegment addr, int addrlen);

  /** listen(2). */
  public abstract int listen(int backlog);

  /** accept4(2); the flags have been checked. */
  public abstract int accept(MemorySegment addr, MemorySegment addrlen, int flags);

  /** shutdown(2); {@code how} has been checked. */
  public abstract int shutdown(boolean receive, boolean send);

  /**
   * sendto(2) and its kin.
   *
   * @param length bytes of data
   * @param dest the destination, whose memory has been checked, or null
   */
  public abstract long send(
      MemorySegment memory, int iovCount, int length, int flags, MemorySegment dest, int addrlen);

  /**
   * recvfrom(2) and its kin.
   *
   * @param length bytes of room
   * @param addr receives the sender, or null
   * @param addrlen the room at {@code addr}, then the address's length
   * @return bytes received; of a datagram its whole length, even if there was less room
   */
  public abstract long receive(
      MemorySegment memory,
      int iovCount,
      int length,
      int flags,
      MemorySegment addr,
      MemorySegment addrlen);

  /**
   * Takes the next datagram or piece of a stream without a copy.
   *
   * @return a frame, to be given back; 0 at the end; or a negated errno
   */
  public abstract long borrow(int flags);

  /** What frames are borrowed from now; connecting anew can put another in its place. */
  public final Socket source() {
    return socket();
  }

  /** Returns a frame that {@link #borrow} gave out of {@code source}. */
  public abstract void giveBack(Socket source, long frame);

  /**
   * Takes memory to write {@code length} bytes into that are sent from there.
   *
   * @return a frame, to be committed or aborted; or a negated errno
   */
  public abstract long claim(int length, int flags);

  /** How many of {@code length} bytes a claimed frame has room for. */
  public abstract int claimedBytes(int length);

  /** Sends the first {@code length} bytes of a claimed frame, which is gone in any case. */
  public abstract long commit(long frame, int length, int flags, MemorySegment dest, int addrlen);

  /** Returns a claimed frame unsent. */
  public abstract void abort(long frame);

  /** FIONREAD: bytes that a receive would give. */
  public abstract int readableBytes();

  /** SIOCOUTQ: bytes that were sent and have not left. */
  public abstract int unsentBytes();

  /** SIOCOUTQNSD: bytes that wait to be sent for the first time; {@code -ENOTTY} of datagrams. */
  public int neverSentBytes() {
    return -ENOTTY;
  }

  /** SIOCATMARK: 1 if the next byte is the urgent one; {@code -ENOTTY} of datagrams. */
  public int atUrgentMark() {
    return -ENOTTY;
  }

  /** Whether the socket has a peer whose address can be asked for. */
  protected abstract boolean hasPeer();

  /** getsockname(2). */
  public final int localName(MemorySegment addr, MemorySegment addrlen) {
    Socket now = socket();
    int address = now.localPort() == 0 ? 0 : ipv4(now.localHigh(), now.localLow());
    SocketName.store(addr, addrlen, address, now.localPort());
    return 0;
  }

  /** getpeername(2). */
  public final int peerName(MemorySegment addr, MemorySegment addrlen) {
    if (!hasPeer()) {
      return -ENOTCONN;
    }
    Socket now = socket();
    SocketName.store(addr, addrlen, IpAddresses.toIpv4(now.remoteLow()), now.remotePort());
    return 0;
  }

  private static int ipv4(long high, long low) {
    return IpAddresses.isUnspecified(high, low) ? 0 : IpAddresses.toIpv4(low);
  }

  // ---- options ----

  @Override
  public final int domain() {
    return AddressFamily.AF_INET;
  }

  @Override
  public final SocketOptions options() {
    return socket().options();
  }

  @Override
  public final int setOption(SocketOption option, long value) {
    return NetErrno.of(lane().setOption(socket(), option, value));
  }

  @Override
  public final int takeError() {
    return -NetErrno.of(socket().takeError());
  }

  @Override
  public final CongestionAlgorithm congestion() {
    int chosen = options().getInt(SocketOption.CONGESTION);
    return CongestionAlgorithm.ofOption(chosen, environment.congestion());
  }

  @Override
  public final int laneIndex() {
    return lane().laneIndex();
  }

  // ---- waiting ----

  /** Whether a call with these flags may wait. */
  protected final boolean mayWait(int flags) {
    return !nonBlocking() && (flags & MSG_DONTWAIT) == 0;
  }

  /** Waits for an event; {@code -EAGAIN} after the deadline and on the lane's own thread. */
  protected final int await(int pollEvents, long deadlineNs) {
    return environment.blocker().await(this, pollEvents, deadlineNs);
  }

  /** As {@link #await}, for a condition that poll(2) has no bit for. */
  protected final int awaitCondition(BooleanSupplier condition, long deadlineNs) {
    return environment.blocker().awaitCondition(this, condition, deadlineNs);
  }

  /** When calls of this descriptor give up. */
  public final Deadlines deadlines() {
    return environment.blocker().deadlines();
  }

  /** When a receive that starts now gives up (SO_RCVTIMEO). */
  protected final long receiveDeadlineNs() {
    return environment
        .blocker()
        .deadlines()
        .afterTimeout(options().get(SocketOption.RECEIVE_TIMEOUT));
  }

  /** When a send that starts now gives up (SO_SNDTIMEO). */
  protected final long sendDeadlineNs() {
    return deadlines().afterTimeout(options().get(SocketOption.SEND_TIMEOUT));
  }

  /** One of the operations that change what the socket is; they take turns. */
  @FunctionalInterface
  protected interface ControlOperation {
    /** Returns what the call returns. */
    int run();
  }

  /** Runs an operation while no other changes what the socket is. */
  protected final int controlled(ControlOperation operation) {
    if (!enter(CONTROL, !onOwnLane())) {
      return -EAGAIN;
    }
    try {
      return operation.run();
    } finally {
      leave(CONTROL);
    }
  }
}
