package io.ringroad.shim.fd;

import static io.ringroad.shim.Errno.EAGAIN;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_IP;
import static io.ringroad.shim.abi.IpSocketOption.IP_PKTINFO;
import static io.ringroad.shim.abi.IpSocketOption.IP_RECVERR;
import static io.ringroad.shim.abi.IpSocketOption.IP_TOS;
import static io.ringroad.shim.abi.IpSocketOption.IP_TTL;
import static io.ringroad.shim.abi.MessageFlag.MSG_ERRQUEUE;
import static io.ringroad.shim.abi.MessageFlag.MSG_TRUNC;

import io.ringroad.fastpath.socket.SocketError;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.socket.SocketOptions;
import io.ringroad.shim.abi.InPktinfo;
import io.ringroad.shim.abi.SockExtendedErr;
import io.ringroad.shim.abi.UserData;
import java.lang.foreign.MemorySegment;

/** Receiving with MSG_ERRQUEUE, as {@code ip_recv_error}: never waits, and always takes. */
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
    if (report.origin() == SocketError.ZERO_COPY) {
      SocketName.storeNone(addr, addrlen);
    } else {
      SocketName.store(addr, addrlen, report.destination(), report.port());
    }
    if (ancillary != null) {
      putControl(ancillary, descriptor.options(), descriptor.environment, report);
      ancillary.addFlags(MSG_ERRQUEUE | (copied < report.payload().length ? MSG_TRUNC : 0));
    }
    return copied;
  }

  private static void putControl(
      Ancillary ancillary,
      SocketOptions options,
      SocketEnvironment environment,
      SocketError report) {
    SocketError.Arrival about = report.about();
    Timestamps.put(ancillary, options, environment.wallClock(), about.receivedNs());
    if (report.origin() == SocketError.ICMP) {
      putArrival(ancillary, options, about);
    }
    SockExtendedErr.set(
        ancillary.scratch(),
        -NetErrno.of(report.error()),
        report.origin(),
        report.type(),
        report.code(),
        report.info(),
        report.data(),
        report.offender());
    ancillary.put(IPPROTO_IP, IP_RECVERR, ancillary.scratch(), SockExtendedErr.SIZE_WITH_OFFENDER);
  }

  private static void putArrival(
      Ancillary ancillary, SocketOptions options, SocketError.Arrival about) {
    if (options.isSet(SocketOption.RECEIVE_PACKET_INFO)) {
      int number = Interfaces.ofLane(about.interfaceIndex());
      InPktinfo.set(ancillary.scratch(), number, 0, about.local());
      ancillary.put(IPPROTO_IP, IP_PKTINFO, ancillary.scratch(), InPktinfo.SIZE);
    }
    if (options.isSet(SocketOption.RECEIVE_HOP_LIMIT)) {
      ancillary.putInt(IPPROTO_IP, IP_TTL, about.hopLimit());
    }
    if (options.isSet(SocketOption.RECEIVE_TRAFFIC_CLASS)) {
      ancillary.putByte(IPPROTO_IP, IP_TOS, about.trafficClass());
    }
  }
}
