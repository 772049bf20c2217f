package io.ringroad.shim.fd;

import static io.ringroad.shim.Errno.EACCES;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.EMSGSIZE;
import static io.ringroad.shim.Errno.ENOTCONN;
import static io.ringroad.shim.Errno.EOPNOTSUPP;
import static io.ringroad.shim.abi.AddressFamily.AF_UNSPEC;
import static io.ringroad.shim.abi.PollEvent.POLLERR;
import static io.ringroad.shim.abi.PollEvent.POLLHUP;
import static io.ringroad.shim.abi.PollEvent.POLLRDHUP;
import static io.ringroad.shim.abi.PollEvent.POLLWRBAND;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.socket.Readiness;
import io.ringroad.fastpath.socket.Socket;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.shim.abi.SockaddrIn;
import io.ringroad.shim.option.MulticastTarget;
import io.ringroad.shim.wait.PollMask;
import java.lang.foreign.MemorySegment;

/** A descriptor of datagrams, of whatever kind. Sending and receiving have a class each. */
abstract class DatagramDescriptor extends InetDescriptor {
  private final DatagramSocket datagrams;
  private final UdpSender sender = new UdpSender(this);
  private final UdpReceiver receiver = new UdpReceiver(this);
  private final LastStamp stamp = new LastStamp();
  private final UdpZeroCopy zeroCopy = new UdpZeroCopy(this);

  /** A descriptor for a socket that was just opened. */
  DatagramDescriptor(SocketEnvironment environment, DatagramSocket datagrams, boolean nonBlocking) {
    super(environment, nonBlocking);
    this.datagrams = datagrams;
    listenTo(datagrams);
  }

  @Override
  protected DatagramSocket socket() {
    return datagrams;
  }

  SocketEnvironment environment() {
    return environment;
  }

  // ---- calls ----

  @Override
  protected int connectTo(MemorySegment addr, int addrlen) {
    if (addrlen < Short.BYTES) {
      return -EINVAL;
    }
    if (SockaddrIn.family(addr) == AF_UNSPEC) {
      return controlled(() -> NetErrno.of(lane().disconnect(datagrams)));
    }
    // inet_dgram_connect: the socket has its port whatever comes of it.
    int bound = ensureBound();
    if (bound != 0) {
      return bound;
    }
    int refused = names().checkPeer(this, addr, addrlen);
    if (refused != 0) {
      return refused;
    }
    long high = names().high(addr);
    long low = InetNames.meantLow(datagrams, high, names().low(addr));
    refused = checkDestination(high, low);
    if (refused != 0) {
      return refused;
    }
    int port = names().port(addr);
    return controlled(() -> NetErrno.of(lane().connect(datagrams, high, low, port)));
  }

  /** Refuses a broadcast address without SO_BROADCAST, and one that no route leads to. */
  int checkDestination(long high, long low) {
    AddressBook addresses = environment.addresses();
    if (addresses.isBroadcast(high, low) && !options().isSet(SocketOption.BROADCAST)) {
      return -EACCES;
    }
    boolean group =
        IpAddresses.isMulticast(high, low)
            && (options().isSet(multicastInterface(high, low)) || isBoundToOwn());
    if (isBoundToNone()) {
      return NetErrno.of(NetError.NETWORK_UNREACHABLE);
    }
    boolean free = group || options().isSet(SocketOption.BOUND_INTERFACE);
    return free ? 0 : NetErrno.of(addresses.refusal(high, low));
  }

  /** Whether the socket is bound to an address that was the host's, and went. */
  private boolean isBoundToNone() {
    long high = datagrams.localHigh();
    long low = datagrams.localLow();
    return !IpAddresses.isUnspecified(high, low)
        && !environment.interfaces().isOwn(high, low)
        && !IpAddresses.isMulticast(high, low)
        && !environment.addresses().isBroadcast(high, low);
  }

  private static SocketOption multicastInterface(long high, long low) {
    return IpAddresses.isIpv4(high, low)
        ? SocketOption.MULTICAST_INTERFACE
        : SocketOption.IPV6_MULTICAST_INTERFACE;
  }

  private boolean isBoundToOwn() {
    long high = datagrams.localHigh();
    long low = datagrams.localLow();
    return !IpAddresses.isUnspecified(high, low) && environment.interfaces().isOwn(high, low);
  }

  /** Whether a message may say that it comes from an address, a wildcard being the socket's own. */
  boolean maySendFrom(long high, long low) {
    return IpAddresses.isUnspecified(high, low) || environment.interfaces().isOwn(high, low);
  }

  /** A destination as a call gave it, null if it is none. */
  MemorySegment destination(MemorySegment name, int length) {
    return names().destination(name, length);
  }

  /** Whether a destination is one: 0, or a negated errno. */
  abstract int checkName(MemorySegment dest, int addrlen);

  /** Whether data may be sent at all, before it is asked where to: 0, or a negated errno. */
  abstract int checkData(MemorySegment memory, int iovCount, int length, int flags);

  /** Whether data is long enough to be looked at, after the name and before the way there. */
  int checkStart(int length) {
    return 0;
  }

  /** Whether data may be sent with these flags to a destination that is one. */
  int checkFlags(int flags, boolean ipv4) {
    return 0;
  }

  /** Whether data of a length may go to an address: 0, or a negated errno. */
  abstract int checkLength(int length, long high, long low);

  /** The largest packet, bytes, that the path to an address carries, as far as is known. */
  final int pathMtuTo(long high, long low) {
    return environment.paths().mtuTo(high, low, deadlines().nowNs());
  }

  /** Whether a packet of a length, headers included, may be sent to an address: 0, or EMSGSIZE. */
  final int checkPacket(int packetBytes, long high, long low) {
    int most = environment.paths().largestTo(high, low, options(), deadlines().nowNs());
    return packetBytes > most ? -EMSGSIZE : 0;
  }

  /** Whether a datagram may go out as it is in its frame: 0, or a negated errno. */
  int checkFrame(long frame) {
    return 0;
  }

  /** Whether MSG_MORE keeps data back. */
  abstract boolean corks();

  /** Gives the socket a port if it has none yet: what sends can be answered. */
  int ensureBound() {
    if (datagrams.localPort() != 0) {
      return 0;
    }
    return controlled(
        () ->
            datagrams.localPort() != 0
                ? 0
                : NetErrno.of(lane().bind(datagrams, keptHigh(), keptLow(), 0)));
  }

  /** An address that was chosen stays when the port is given up. */
  private long keptHigh() {
    return isNameless() ? names().domain().anyHigh() : datagrams.localHigh();
  }

  private long keptLow() {
    return isNameless() ? names().domain().anyLow() : datagrams.localLow();
  }

  private boolean isNameless() {
    return IpAddresses.isZero(datagrams.localHigh(), datagrams.localLow());
  }

  @Override
  public int listen(int backlog) {
    return -EOPNOTSUPP;
  }

  @Override
  protected int acceptNext(MemorySegment addr, MemorySegment addrlen, int flags) {
    return -EOPNOTSUPP;
  }

  @Override
  protected int shutDown(boolean receive, boolean send) {
    boolean peer = connected();
    NetError error = lane().shutdown(datagrams, receive, send);
    // inet_shutdown: without a peer it takes effect all the same, and says ENOTCONN.
    return peer ? NetErrno.of(error) : -ENOTCONN;
  }

  @Override
  protected long send(
      MemorySegment memory,
      int iovCount,
      int length,
      int flags,
      MemorySegment dest,
      int addrlen,
      MemorySegment control) {
    return noteZeroCopy(
        flags, sender.send(memory, iovCount, length, flags, dest, addrlen, control));
  }

  @Override
  protected long receive(
      MemorySegment memory,
      int iovCount,
      int length,
      int flags,
      MemorySegment addr,
      MemorySegment addrlen,
      Ancillary ancillary) {
    return receiver.receive(memory, iovCount, length, flags, addr, addrlen, ancillary);
  }

  /** As {@link UdpSender#checkSend}. */
  int checkSend(int flags, MemorySegment dest, int addrlen) {
    return sender.checkSend(flags, dest, addrlen);
  }

  @Override
  public long borrow(int flags) {
    return zeroCopy.borrow(flags);
  }

  @Override
  public void giveBack(Socket source, long frame) {
    zeroCopy.giveBack(frame);
  }

  @Override
  public long claim(int length, int flags) {
    return zeroCopy.claim(length, flags);
  }

  @Override
  public int claimedBytes(int length) {
    return length;
  }

  @Override
  public long commit(long frame, int length, int flags, MemorySegment dest, int addrlen) {
    return zeroCopy.commit(frame, length, flags, dest, addrlen);
  }

  @Override
  public void abort(long frame) {
    zeroCopy.abort(frame);
  }

  @Override
  protected int lastStamp(boolean nanoseconds, MemorySegment answer) {
    return stamp.get(environment.wallClock(), deadlines().nowNs(), nanoseconds, answer);
  }

  /** When the last datagram that was received had come. */
  LastStamp stamp() {
    return stamp;
  }

  @Override
  protected int readableBytes() {
    return receiver.nextLength();
  }

  @Override
  protected int unsentBytes() {
    return datagrams.sendChargeBytes();
  }

  @Override
  protected final boolean hasPeer() {
    return datagrams.remotePort() != 0;
  }

  // ---- events ----

  @Override
  public int pollEvents() {
    return found(Readiness.ERROR | Readiness.REPORTED);
  }

  @Override
  public int blockingEvents() {
    return found(Readiness.ERROR);
  }

  /** The {@code POLL...} bits that hold, with POLLERR for these bits of the socket. */
  private int found(int errors) {
    int bits = datagrams.readiness();
    int found = (bits & errors) != 0 ? POLLERR : 0;
    boolean receiveEnded = (bits & Readiness.RECEIVE_SHUTDOWN) != 0;
    boolean sendEnded = (bits & Readiness.SEND_SHUTDOWN) != 0;
    if (receiveEnded) {
      found |= POLLRDHUP | PollMask.IN;
    }
    if (receiveEnded && sendEnded) {
      found |= POLLHUP;
    }
    if ((bits & Readiness.READABLE) != 0) {
      found |= PollMask.IN;
    }
    if ((bits & Readiness.WRITABLE) != 0) {
      found |= PollMask.OUT | POLLWRBAND;
    }
    return found;
  }

  // ---- options ----

  @Override
  public boolean listening() {
    return false;
  }

  @Override
  public boolean connected() {
    return hasPeer();
  }

  @Override
  public int sendBufferBytes() {
    return socket().sendBufferBytes();
  }

  @Override
  public int receiveBufferBytes() {
    return socket().receiveBufferBytes();
  }

  @Override
  public void uncork() {
    sender.uncork();
  }

  @Override
  public int pathMtuBytes() {
    return pathMtuTo(datagrams.remoteHigh(), datagrams.remoteLow());
  }

  @Override
  public MulticastTarget multicast() {
    return new SocketGroups(environment, datagrams);
  }

  @Override
  public void describe(MemorySegment tcpInfo) {
    throw new IllegalStateException("no stream");
  }

  @Override
  protected void onLastRelease() {
    lane().close(datagrams);
  }
}
