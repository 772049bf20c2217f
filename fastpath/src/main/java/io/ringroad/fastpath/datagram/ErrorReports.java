package io.ringroad.fastpath.datagram;

import io.ringroad.fastpath.ip.IcmpError;
import io.ringroad.fastpath.socket.SocketError;
import io.ringroad.fastpath.wire.IpAddress;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.ffm.NativeMemory;

/** What an ICMP error becomes for a socket that has asked for reports (IP_RECVERR). */
final class ErrorReports {
  private ErrorReports() {}

  /**
   * A report on a packet of ours, with as much of it as came back.
   *
   * @param headerBytes of the packet's transport header, which is not the application's
   */
  static SocketError of(IcmpError error, int headerBytes, long nowNs) {
    int length = Math.max(0, error.quotedBytes() - headerBytes);
    byte[] payload = new byte[length];
    NativeMemory.copyTo(error.quotedAddress() + headerBytes, payload, 0, length);
    return new SocketError(
        error.error(),
        IpAddresses.isIpv4(error.remoteHigh(), error.remoteLow())
            ? SocketError.ICMP
            : SocketError.ICMP6,
        error.type(),
        error.code(),
        error.mtu(),
        0,
        new IpAddress(error.reporterHigh(), error.reporterLow()),
        new IpAddress(error.remoteHigh(), error.remoteLow()),
        error.remotePort(),
        new SocketError.Arrival(
            nowNs,
            error.interfaceIndex(),
            error.trafficClass(),
            error.hopLimit(),
            new IpAddress(error.localHigh(), error.localLow())),
        payload);
  }
}
