package io.ringroad.shim.fd;

import static io.ringroad.shim.Errno.EACCES;
import static io.ringroad.shim.Errno.EAFNOSUPPORT;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.EMSGSIZE;
import static io.ringroad.shim.Errno.ENOTCONN;
import static io.ringroad.shim.Errno.EOPNOTSUPP;
import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.AddressFamily.AF_UNSPEC;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_UDP;
import static io.ringroad.shim.abi.MessageFlag.MSG_OOB;
import static io.ringroad.shim.abi.PollEvent.POLLERR;
import static io.ringroad.shim.abi.PollEvent.POLLHUP;
import static io.ringroad.shim.abi.PollEvent.POLLRDHUP;
import static io.ringroad.shim.abi.PollEvent.POLLWRBAND;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;

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

/**
 * A datagram descriptor: UDP, and the base of raw and ping sockets. Sending and receiving have a
 * class each.
 */
public class UdpDescriptor extends InetDescriptor {
  private final DatagramSocket datagrams;
  private final UdpSender sender = new UdpSender(this);
  private final UdpReceiver receiver = new UdpReceiver(this);
  private final LastStamp stamp = new LastStamp();
  private final UdpZeroCopy zeroCopy = new UdpZeroCopy(this);

  /** A descriptor for a socket that was just opened. */
  public UdpDescriptor(
      SocketEnvironment environment, DatagramSocket datagrams, boolean nonBlocking) {
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
    int family = SockaddrIn.family(addr);
    if (family == AF_UNSPEC) {
      return controlled(() -> NetErrno.of(lane().disconnect(datagrams)));
    }
    // inet_dgram_connect: the socket has its port whatever comes of it.
    int bound = ensureBound();
    if (bound != 0) {
      return bound;
    }
    if (addrlen < SockaddrIn.SIZE) {
      return -EINVAL;
    }
    if (family != AF_INET) {
      return -EAFNOSUPPORT;
    }
    int address = AddressBook.destination(SockaddrIn.address(addr));
    int refused = checkDestination(address);
    if (refused != 0) {
      return refused;
    }
    int port = SockaddrIn.port(addr);
    return controlled(
        () ->
            NetErrno.of(
                lane()
                    .connect(
                        datagrams, IpAddresses.IPV4_HIGH, IpAddresses.mapIpv4(address), port)));
  }

  /** Refuses a broadcast address without SO_BROADCAST, and one that no route leads to. */
  int checkDestination(int address) {
    AddressBook addresses = environment.addresses();
    if (addresses.isBroadcast(address) && !options().isSet(SocketOption.BROADCAST)) {
      return -EACCES;
    }
    boolean group =
        IpAddresses.isIpv4Multicast(address)
            && (options().isSet(SocketOption.MULTICAST_INTERFACE) || isBoundToOwn());
    boolean reachable =
        group || addresses.isReachable(address) || options().isSet(SocketOption.BOUND_INTERFACE);
    return reachable ? 0 : NetErrno.of(NetError.NETWORK_UNREACHABLE);
  }

  private boolean isBoundToOwn() {
    int address = IpAddresses.toIpv4(datagrams.localLow());
    return address != 0 && environment.interfaces().isOwn(address);
  }

  /** Whether a message may say that it comes from an address, 0 being the socket's own. */
  boolean maySendFrom(int address) {
    return address == 0 || environment.interfaces().isOwn(address);
  }

  /** Whether a destination is one: 0, or a negated errno. */
  int checkName(MemorySegment dest, int addrlen) {
    if (addrlen < SockaddrIn.SIZE) {
      return -EINVAL;
    }
    int family = SockaddrIn.family(dest);
    if (family != AF_INET && family != AF_UNSPEC) {
      return -EAFNOSUPPORT;
    }
    return SockaddrIn.port(dest) == 0 ? -EINVAL : 0;
  }

  /** Whether data may be sent at all, before it is asked where to: 0, or a negated errno. */
  int checkData(MemorySegment memory, int iovCount, int length, int flags) {
    return (flags & MSG_OOB) != 0 ? -EOPNOTSUPP : 0;
  }

  /** Whether data of a length may go to an address: 0, or a negated errno. */
  int checkLength(int length, int address) {
    return length > DatagramSocket.MAX_PAYLOAD_BYTES ? -EMSGSIZE : 0;
  }

  /** Whether a datagram may go out as it is in its frame: 0, or a negated errno. */
  int checkFrame(long frame) {
    return 0;
  }

  /** Whether MSG_MORE keeps data back. */
  boolean corks() {
    return true;
  }

  /** Gives the socket a port if it has none yet: what sends can be answered. */
  int ensureBound() {
    if (datagrams.localPort() != 0) {
      return 0;
    }
    return controlled(
        () ->
            datagrams.localPort() != 0
                ? 0
                : NetErrno.of(
                    lane()
                        .bind(
                            datagrams,
                            IpAddresses.IPV4_HIGH,
                            IpAddresses.mapIpv4(localAddress()), // one that was chosen stays
                            0)));
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
  protected boolean hasPeer() {
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
  public int type() {
    return SOCK_DGRAM;
  }

  @Override
  public int protocol() {
    return IPPROTO_UDP;
  }

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
    return environment.interfaces().mtuTo(IpAddresses.toIpv4(datagrams.remoteLow()));
  }

  @Override
  public MulticastTarget multicast() {
    return new SocketGroups(environment, datagrams);
  }

  @Override
  public int segmentBytes() {
    return DatagramSocket.MAX_PAYLOAD_BYTES;
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
