package io.ringroad.fastpath.tcp.segment;

import io.ringroad.fastpath.ip.IpDestination;
import io.ringroad.fastpath.ip.IpOutput;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.socket.SocketOptions;
import io.ringroad.fastpath.tcp.config.LifetimeConfig;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.TcpHeader;
import io.ringroad.fastpath.wire.TcpOptions;

/** How large a segment may be on a path. RFC 9293 3.7.1, RFC 6691. Without state of its own. */
public final class PathSegments {

  /** RFC 791: what every path carries. */
  private static final int MIN_PACKET_BYTES = 68;

  private static final int IPV4_HEADER_BYTES = 20;
  private static final int IPV6_HEADER_BYTES = 40;

  private PathSegments() {}

  static int ipHeaderBytes(IpDestination destination) {
    return IpAddresses.isIpv4(destination.remoteHigh(), destination.remoteLow())
        ? IPV4_HEADER_BYTES
        : IPV6_HEADER_BYTES;
  }

  /** What TCP_MAXSEG allows. */
  static int limit(SocketOptions options) {
    int limit = options.getInt(SocketOption.MAXIMUM_SEGMENT);
    return limit == 0 ? Integer.MAX_VALUE : limit;
  }

  /**
   * The MSS option's value. RFC 9293 3.7.1: MMS_R - 20, and RFC 6691: options not deducted; or
   * TCP_MAXSEG, if that is less.
   */
  public static int advertised(IpDestination to, SocketOptions socket, IpOutput ip) {
    int path = ip.mtu(to) - ipHeaderBytes(to) - TcpHeader.MIN_LENGTH;
    return Math.min(path, limit(socket));
  }

  /** Eff.snd.MSS: payload bytes of a full segment. */
  public static int effective(TcpConnection c, IpOutput ip) {
    int path = ip.mtu(c.destination) - ipHeaderBytes(c.destination) - TcpHeader.MIN_LENGTH;
    // RFC 9293 3.7.1: Eff.snd.MSS = min(SendMSS + 20, MMS_S) - TCPhdrsize - IPoptionsize.
    int most = Math.min(c.snd.peerMss, limit(c.options));
    if (c.snd.searchMss != 0) {
      most = Math.min(most, c.snd.searchMss);
    }
    int mss = Math.max(LifetimeConfig.MIN_MSS, Math.min(most, path));
    int optionBytes = c.timestamps ? TcpOptions.TIMESTAMPS_BYTES : 0;
    return boundToHalfWindow(c, mss - optionBytes, TcpHeader.MIN_LENGTH + optionBytes);
  }

  /** As on Linux: two segments fit into the largest window that the peer ever offered. */
  private static int boundToHalfWindow(TcpConnection c, int mss, int headerBytes) {
    int most = c.snd.maxWnd > TcpOptions.DEFAULT_MSS ? c.snd.maxWnd >> 1 : c.snd.maxWnd;
    c.snd.pathSegmentBytes = mss;
    c.snd.boundToWindow = most > 0 && mss > most;
    return c.snd.boundToWindow ? Math.max(most, MIN_PACKET_BYTES - headerBytes) : mss;
  }

  /** The connection's segments are that long from now on. */
  public static void apply(TcpConnection c, IpOutput ip) {
    c.snd.segmentBytes = effective(c, ip);
    c.window.segmentBytes(c.snd.segmentBytes);
    if (c.socket != null) {
      c.socket.segmentBytes(c.snd.pathSegmentBytes);
    }
  }
}
