package io.ringroad.shim.fd;

import static io.ringroad.shim.Errno.EAFNOSUPPORT;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.EMSGSIZE;
import static io.ringroad.shim.Errno.ENOTCONN;
import static io.ringroad.shim.Errno.EOPNOTSUPP;
import static io.ringroad.shim.Errno.EPIPE;
import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.AddressFamily.AF_UNSPEC;
import static io.ringroad.shim.abi.MessageFlag.MSG_OOB;
import static io.ringroad.shim.abi.PollEvent.POLLHUP;
import static io.ringroad.shim.abi.SocketType.SOCK_RAW;

import io.ringroad.fastpath.socket.DatagramKind;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.socket.Readiness;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.Ipv4Header;
import io.ringroad.pmd.Frame;
import io.ringroad.shim.abi.SockaddrIn;
import java.lang.foreign.MemorySegment;

/** A raw descriptor (raw(7)), with the checks of Linux's {@code raw_sendmsg} and its kin. */
final class RawDescriptor extends UdpDescriptor {
  // Used under the descriptor's send lock.
  private final Frame frame = new Frame();
  private final Ipv4Header header = new Ipv4Header();

  private volatile boolean sendShutDown;

  RawDescriptor(SocketEnvironment environment, DatagramSocket packets, boolean nonBlocking) {
    super(environment, packets, nonBlocking);
  }

  private boolean headerIncluded() {
    return options().isSet(SocketOption.HEADER_INCLUDED);
  }

  // ---- names ----

  /** raw_bind: the family is not looked at. */
  @Override
  protected int bindTo(MemorySegment addr, int addrlen) {
    if (addrlen < SockaddrIn.SIZE) {
      return -EINVAL;
    }
    long low = IpAddresses.mapIpv4(SockaddrIn.address(addr));
    return controlled(() -> NetErrno.of(lane().bind(socket(), IpAddresses.IPV4_HIGH, low, 0)));
  }

  /** A raw socket has no port to be without. */
  @Override
  int ensureBound() {
    return 0;
  }

  @Override
  public boolean connected() {
    return !IpAddresses.isZero(socket().remoteHigh(), socket().remoteLow());
  }

  // ---- data ----

  @Override
  protected long send(
      MemorySegment memory,
      int iovCount,
      int length,
      int flags,
      MemorySegment dest,
      int addrlen,
      MemorySegment control) {
    // raw_sendmsg: a name of no bytes is none.
    MemorySegment name = addrlen == 0 ? null : dest;
    return super.send(memory, iovCount, length, flags, name, addrlen, control);
  }

  @Override
  int checkName(MemorySegment dest, int addrlen) {
    if (addrlen < SockaddrIn.SIZE) {
      return -EINVAL;
    }
    int family = SockaddrIn.family(dest);
    return family == AF_INET || family == AF_UNSPEC ? 0 : -EAFNOSUPPORT;
  }

  @Override
  int checkLength(int length, int address) {
    int mtu = environment.interfaces().mtuTo(address);
    if (!headerIncluded()) {
      return length + Ipv4Header.LENGTH > mtu ? -EMSGSIZE : 0;
    }
    if (length > mtu) {
      return -EMSGSIZE;
    }
    if (length < Ipv4Header.LENGTH) {
      return -EINVAL;
    }
    return sendShutDown ? -EPIPE : 0;
  }

  @Override
  int checkFrame(long address) {
    if (!headerIncluded()) {
      return 0;
    }
    int headerLength = header.wrap(frame.wrap(address).data()).headerLength();
    boolean fits = headerLength >= Ipv4Header.LENGTH && headerLength <= frame.packetLength();
    return fits ? 0 : -EINVAL;
  }

  @Override
  boolean corks() {
    return !headerIncluded();
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
    return (flags & MSG_OOB) != 0
        ? -EOPNOTSUPP
        : super.receive(memory, iovCount, length, flags, addr, addrlen, ancillary);
  }

  /** Linux lets a raw socket send after its shutdown, unless it brings its own header. */
  @Override
  protected int shutDown(boolean receive, boolean send) {
    boolean peer = connected();
    sendShutDown |= send;
    if (receive) {
      lane().shutdown(socket(), true, false);
    }
    return peer ? 0 : -ENOTCONN;
  }

  @Override
  public int pollEvents() {
    boolean ended = sendShutDown && socket().events().has(Readiness.RECEIVE_SHUTDOWN);
    return super.pollEvents() | (ended ? POLLHUP : 0);
  }

  // ---- options ----

  @Override
  public int type() {
    return SOCK_RAW;
  }

  @Override
  public int protocol() {
    return socket().protocol();
  }

  @Override
  public int segmentBytes() {
    return DatagramKind.RAW.maxPayloadBytes() - (headerIncluded() ? 0 : Ipv4Header.LENGTH);
  }
}
