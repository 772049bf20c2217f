package io.ringroad.shim.fd;

import static io.ringroad.shim.Errno.EAFNOSUPPORT;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.EMSGSIZE;
import static io.ringroad.shim.Errno.ENOTTY;
import static io.ringroad.shim.Errno.EOPNOTSUPP;
import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_ICMP;
import static io.ringroad.shim.abi.MessageFlag.MSG_OOB;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.ringroad.fastpath.ping.Ping;
import io.ringroad.fastpath.socket.DatagramKind;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.wire.IcmpHeader;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.Ipv4Header;
import io.ringroad.shim.abi.SockaddrIn;
import io.ringroad.shim.abi.UserData;
import java.lang.foreign.MemorySegment;

/**
 * A ping descriptor (icmp(7)), with the checks of Linux's {@code ping_v4_sendmsg}. Anybody may have
 * one: an engine has no groups of users.
 */
final class PingDescriptor extends UdpDescriptor {
  private static final int BYTE_MASK = 0xff;

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
    boolean echo = Ping.isEchoRequest(byteAt(memory, iovCount, 0), byteAt(memory, iovCount, 1));
    return echo ? 0 : -EINVAL;
  }

  private static int byteAt(MemorySegment memory, int iovCount, int position) {
    return UserData.piece(memory, iovCount, position)
            .get(JAVA_BYTE, UserData.offset(memory, iovCount, position))
        & BYTE_MASK;
  }

  @Override
  int checkName(MemorySegment dest, int addrlen) {
    if (addrlen < SockaddrIn.SIZE) {
      return -EINVAL;
    }
    return SockaddrIn.family(dest) == AF_INET ? 0 : -EAFNOSUPPORT;
  }

  @Override
  int checkLength(int length, int address) {
    int mtu = environment.interfaces().mtuTo(address);
    return length + Ipv4Header.LENGTH > mtu ? -EMSGSIZE : 0;
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
    return (flags & MSG_OOB) != 0
        ? -EOPNOTSUPP
        : super.receive(memory, iovCount, length, flags, addr, addrlen, ancillary);
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
  public int protocol() {
    return IPPROTO_ICMP;
  }

  @Override
  public int segmentBytes() {
    return DatagramKind.PING.maxPayloadBytes();
  }
}
