package io.ringroad.shim.fd;

import static io.ringroad.shim.Errno.EAGAIN;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_IP;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_IPV6;
import static io.ringroad.shim.abi.IpSocketOption.IP_RECVERR;
import static io.ringroad.shim.abi.Ipv6SocketOption.IPV6_RECVERR;
import static io.ringroad.shim.abi.MessageFlag.MSG_ERRQUEUE;
import static io.ringroad.shim.abi.MessageFlag.MSG_TRUNC;

import io.ringroad.fastpath.socket.SocketDomain;
import io.ringroad.fastpath.socket.SocketError;
import io.ringroad.fastpath.wire.IpAddress;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.shim.abi.SockExtendedErr;
import io.ringroad.shim.abi.SockaddrIn;
import io.ringroad.shim.abi.SockaddrIn6;
import io.ringroad.shim.abi.UserData;
import java.lang.foreign.MemorySegment;

/**
 * Receiving with MSG_ERRQUEUE, as {@code ip_recv_error} and {@code ipv6_recv_error}: never waits,
 * and always takes.
 */
final class ReportReceiver {
  private ReportReceiver() {}

  static long receive(
      InetDescriptor descriptor,
      MemorySegment memory,
      int iovCount,
      int length,
      MemorySegment addr,
      MemorySegment addrlen,
      Ancillary ancillary) {
    SocketError report = descriptor.socket().takeReport();
    if (report == null) {
      return -EAGAIN;
    }
    MemorySegment payload = MemorySegment.ofArray(report.payload());
    int copied = Math.min(length, report.payload().length);
    UserData.copyIn(payload, memory, iovCount, copied);
    IpAddress destination = report.destination();
    if (destination == null) {
      SocketName.storeNone(addr, addrlen);
    } else {
      int number = Interfaces.ofLane(report.about().interfaceIndex());
      descriptor
          .names()
          .store(addr, addrlen, destination.high(), destination.low(), report.port(), number);
    }
    if (ancillary != null) {
      putControl(ancillary, descriptor, report);
      ancillary.addFlags(MSG_ERRQUEUE | (copied < report.payload().length ? MSG_TRUNC : 0));
    }
    return copied;
  }

  private static void putControl(
      Ancillary ancillary, InetDescriptor descriptor, SocketError report) {
    SocketError.Arrival about = report.about();
    Timestamps.put(
        ancillary, descriptor.options(), descriptor.environment.wallClock(), about.receivedNs());
    if (report.isFromNetwork()) {
      ReceivedControl.putArrival(ancillary, descriptor.options(), about);
    }
    SockExtendedErr.set(
        ancillary.scratch(),
        -NetErrno.of(report.error()),
        report.origin(),
        report.type(),
        report.code(),
        report.info(),
        report.data());
    boolean ofIpv6 = descriptor.names().domain() == SocketDomain.INET6;
    if (report.isFromNetwork()) {
      storeOffender(ancillary.scratch(), report, ofIpv6);
    }
    ancillary.put(
        ofIpv6 ? IPPROTO_IPV6 : IPPROTO_IP,
        ofIpv6 ? IPV6_RECVERR : IP_RECVERR,
        ancillary.scratch(),
        ofIpv6 ? SockExtendedErr.SIZE_WITH_OFFENDER6 : SockExtendedErr.SIZE_WITH_OFFENDER);
  }

  private static void storeOffender(MemorySegment scratch, SocketError report, boolean ofIpv6) {
    MemorySegment name = SockExtendedErr.offender(scratch);
    IpAddress offender = report.offender();
    if (ofIpv6) {
      boolean scoped = IpAddresses.needsScope(offender.high(), offender.low());
      int scope = scoped ? Interfaces.ofLane(report.about().interfaceIndex()) : 0;
      SockaddrIn6.set(name, offender.high(), offender.low(), 0, scope);
    } else {
      SockaddrIn.set(name, IpAddresses.toIpv4(offender.low()), 0);
    }
  }
}
