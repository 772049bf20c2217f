package io.ringroad.shim.fd;

import static io.ringroad.shim.Errno.EFAULT;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.EMSGSIZE;
import static io.ringroad.shim.Errno.ENETUNREACH;
import static io.ringroad.shim.Errno.ENOTCONN;
import static io.ringroad.shim.Errno.EOPNOTSUPP;
import static io.ringroad.shim.Errno.EPIPE;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_ICMP;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_ICMPV6;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_RAW;
import static io.ringroad.shim.abi.MessageFlag.MSG_OOB;
import static io.ringroad.shim.abi.PollEvent.POLLHUP;
import static io.ringroad.shim.abi.SocketType.SOCK_RAW;

import io.ringroad.fastpath.socket.DatagramKind;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.socket.Readiness;
import io.ringroad.fastpath.socket.SocketDomain;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.Ipv4Header;
import io.ringroad.pmd.Frame;
import java.lang.foreign.MemorySegment;

/** A raw descriptor (raw(7)), with the checks of Linux's {@code raw_sendmsg} and its kin. */
final class RawDescriptor extends DatagramDescriptor {
  private static final int IPV6_HEADER_BYTES = 40;
  private static final int TYPE_AND_CODE = 2;

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

  @Override
  protected int bindTo(MemorySegment addr, int addrlen) {
    int refused = checkBind(addr, addrlen);
    if (refused != 0) {
      return refused;
    }
    long high = names().high(addr);
    long low = names().low(addr);
    return controlled(() -> NetErrno.of(lane().bind(socket(), high, low, 0)));
  }

  @Override
  int checkBind(MemorySegment addr, int addrlen) {
    boolean late = names().domain() == SocketDomain.INET && connected(); // raw_bind
    return late ? -EINVAL : names().checkRawBind(this, addr, addrlen);
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
    // raw_sendmsg: a name of no bytes is none; rawv6_sendmsg says that it is too short.
    MemorySegment name = addrlen == 0 && names().domain() == SocketDomain.INET ? null : dest;
    return super.send(memory, iovCount, length, flags, name, addrlen, control);
  }

  @Override
  int checkName(MemorySegment dest, int addrlen) {
    return names().checkRawDestination(this, dest, addrlen);
  }

  /** rawv6_sendmsg: no family is AF_INET6. */
  @Override
  MemorySegment destination(MemorySegment name, int length) {
    return name;
  }

  /** Whether each message may say what protocol it is of: rawv6_sendmsg's IPPROTO_RAW. */
  boolean namesProtocol() {
    return protocol() == IPPROTO_RAW;
  }

  @Override
  int checkData(MemorySegment memory, int iovCount, int length, int flags) {
    return (flags & MSG_OOB) != 0 ? -EOPNOTSUPP : 0;
  }

  /** raw_probe_proto_opt: type and code of an ICMP message are looked at. */
  @Override
  int checkStart(int length) {
    int icmp = names().domain() == SocketDomain.INET6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP;
    boolean looks = protocol() == icmp && !headerIncluded();
    return looks && length < TYPE_AND_CODE ? -EFAULT : 0;
  }

  /** Who is connected to a mapped address learns with each send that there is no way to it. */
  @Override
  int checkFlags(int flags, boolean ipv4) {
    return ipv4 && names().domain() == SocketDomain.INET6 ? -ENETUNREACH : 0;
  }

  @Override
  int checkLength(int length, long high, long low) {
    int mtu = environment.interfaces().mtuTo(high, low);
    int header = IpAddresses.isIpv4(high, low) ? Ipv4Header.LENGTH : IPV6_HEADER_BYTES;
    if (!headerIncluded()) {
      return checkPacket(length + header, high, low);
    }
    if (length > mtu) {
      return -EMSGSIZE;
    }
    if (length < header) {
      return -EINVAL;
    }
    return sendShutDown ? -EPIPE : 0;
  }

  @Override
  int checkFrame(long address) {
    if (!headerIncluded() || names().domain() == SocketDomain.INET6) {
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
