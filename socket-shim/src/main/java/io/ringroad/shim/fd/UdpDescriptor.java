package io.ringroad.shim.fd;

import static io.ringroad.shim.Errno.EMSGSIZE;
import static io.ringroad.shim.Errno.EOPNOTSUPP;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_UDP;
import static io.ringroad.shim.abi.MessageFlag.MSG_OOB;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;

import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.socket.SocketDomain;
import io.ringroad.fastpath.wire.IpAddresses;
import java.lang.foreign.MemorySegment;

/**
 * A descriptor of UDP, with the checks of Linux's {@code udp_sendmsg} and {@code udpv6_sendmsg}.
 */
public final class UdpDescriptor extends DatagramDescriptor {
  /** 65535 less UDP's header: an IPv6 header does not count itself. */
  private static final int MAX_PAYLOAD_OVER_IPV6 = 65_527;

  private static final int IPV4_AND_UDP_HEADERS = 28;
  private static final int IPV6_AND_UDP_HEADERS = 48;

  /** A descriptor for a socket that was just opened. */
  public UdpDescriptor(
      SocketEnvironment environment, DatagramSocket datagrams, boolean nonBlocking) {
    super(environment, datagrams, nonBlocking);
  }

  @Override
  int checkBind(MemorySegment addr, int addrlen) {
    return names().checkBind(this, addr, addrlen);
  }

  @Override
  int checkName(MemorySegment dest, int addrlen) {
    return names().checkDestination(this, dest, addrlen);
  }

  @Override
  int checkData(MemorySegment memory, int iovCount, int length, int flags) {
    // udpv6_sendmsg leaves it to udp_sendmsg, to which it comes with IPv4 destinations alone.
    return names().domain() == SocketDomain.INET ? checkFlags(flags, true) : 0;
  }

  @Override
  int checkFlags(int flags, boolean ipv4) {
    return ipv4 && (flags & MSG_OOB) != 0 ? -EOPNOTSUPP : 0;
  }

  @Override
  int checkLength(int length, long high, long low) {
    int most =
        IpAddresses.isIpv4(high, low) ? DatagramSocket.MAX_PAYLOAD_BYTES : MAX_PAYLOAD_OVER_IPV6;
    boolean ipv4 = IpAddresses.isIpv4(high, low);
    int headers = ipv4 ? IPV4_AND_UDP_HEADERS : IPV6_AND_UDP_HEADERS;
    return length > most ? -EMSGSIZE : checkPacket(length + headers, high, low);
  }

  @Override
  boolean corks() {
    return true;
  }

  @Override
  public int type() {
    return SOCK_DGRAM;
  }

  @Override
  public int protocol() {
    return IPPROTO_UDP;
  }

  @Override
  public int segmentBytes() {
    return DatagramSocket.MAX_PAYLOAD_BYTES;
  }
}
