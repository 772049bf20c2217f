package io.ringroad.shim.fd;

import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ENOTTY;
import static io.ringroad.shim.Errno.EOPNOTSUPP;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_ICMP;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_ICMPV6;
import static io.ringroad.shim.abi.MessageFlag.MSG_OOB;
import static io.ringroad.shim.abi.MessageFlag.MSG_TRUNC;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.ringroad.fastpath.ping.Ping;
import io.ringroad.fastpath.socket.DatagramKind;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.socket.SocketDomain;
import io.ringroad.fastpath.wire.IcmpHeader;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.Ipv4Header;
import io.ringroad.shim.abi.UserData;
import java.lang.foreign.MemorySegment;

/**
 * A ping descriptor (icmp(7)), with the checks of Linux's {@code ping_v4_sendmsg} and {@code
 * ping_v6_sendmsg}. Anybody may have one: an engine has no groups of users.
 */
final class PingDescriptor extends DatagramDescriptor {
  private static final int BYTE_MASK = 0xff;
  private static final int IPV6_HEADER_BYTES = 40;

  PingDescriptor(SocketEnvironment environment, DatagramSocket echoes, boolean nonBlocking) {
    super(environment, echoes, nonBlocking);
  }

  @Override
  public boolean connected() {
    return !IpAddresses.isZero(socket().remoteHigh(), socket().remoteLow());
  }

  // ---- data ----

  @Override
  int checkData(MemorySegment memory, int iovCount, int length, int flags) {
    int bound = ensureBound(); // inet_sendmsg: before anything is looked at
    if (bound != 0) {
      return bound;
    }
    if (length < IcmpHeader.LENGTH) {
      return -EINVAL;
    }
    if ((flags & MSG_OOB) != 0) {
      return -EOPNOTSUPP;
    }
    int type = byteAt(memory, iovCount, 0);
    int code = byteAt(memory, iovCount, 1);
    boolean echo = Ping.isEchoRequest(type, code, isOfIpv6());
    return echo ? 0 : -EINVAL;
  }

  private boolean isOfIpv6() {
    return names().domain() == SocketDomain.INET6;
  }

  private static int byteAt(MemorySegment memory, int iovCount, int position) {
    return UserData.piece(memory, iovCount, position)
            .get(JAVA_BYTE, UserData.offset(memory, iovCount, position))
        & BYTE_MASK;
  }

  @Override
  int checkName(MemorySegment dest, int addrlen) {
    return names().checkPingDestination(this, dest, addrlen);
  }

  @Override
  int checkBind(MemorySegment addr, int addrlen) {
    return names().checkPingBind(this, addr, addrlen);
  }

  @Override
  MemorySegment destination(MemorySegment name, int length) {
    return name;
  }

  @Override
  int checkLength(int length, long high, long low) {
    int header = isOfIpv6() ? IPV6_HEADER_BYTES : Ipv4Header.LENGTH;
    return checkPacket(length + header, high, low);
  }

  @Override
  boolean corks() {
    return false;
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
    if ((flags & MSG_OOB) != 0) {
      return -EOPNOTSUPP;
    }
    long result = super.receive(memory, iovCount, length, flags, addr, addrlen, ancillary);
    if (result <= length) {
      return result;
    }
    // ping_recvmsg: who asks for the whole length is not told it.
    if (ancillary != null) {
      ancillary.addFlags(MSG_TRUNC);
    }
    return length;
  }

  @Override
  protected int readableBytes() {
    return -ENOTTY;
  }

  @Override
  protected int unsentBytes() {
    return -ENOTTY;
  }

  // ---- options ----

  @Override
  public int type() {
    return SOCK_DGRAM;
  }

  @Override
  public int protocol() {
    return isOfIpv6() ? IPPROTO_ICMPV6 : IPPROTO_ICMP;
  }

  @Override
  public int segmentBytes() {
    return DatagramKind.PING.maxPayloadBytes();
  }
}
