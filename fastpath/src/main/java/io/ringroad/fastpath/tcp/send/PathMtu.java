package io.ringroad.fastpath.tcp.send;

import io.ringroad.fastpath.ip.IcmpError;
import io.ringroad.fastpath.ip.IpOutput;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.tcp.config.LifetimeConfig;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import io.ringroad.fastpath.tcp.connection.TcpState;
import io.ringroad.fastpath.tcp.recovery.GivingUp;
import io.ringroad.fastpath.tcp.segment.PathSegments;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.Ipv6Header;

/**
 * What the path carries, as it turns out: by ICMP (RFC 1191), and where ICMP is filtered by the
 * silence that large segments meet (RFC 4821 in Linux's simple form, tcp_mtu_probing): after some
 * timeouts in a row segments shrink to a base size, then by halves. Owned by the lane.
 */
public final class PathMtu {

  /** Linux's net.ipv4.route.min_pmtu: no report makes segments smaller than this allows. */
  private static final int MIN_PATH_MTU = 552;

  /** Linux's tcp_retries1: so many timeouts in a row mean that the path may be at fault. */
  private static final int SUSPICIOUS_RETRIES = 3;

  /** IP_PMTUDISC_WANT and IP_PMTUDISC_DO: the modes in which reports count. */
  private static final int WANT = 1;

  private static final int DO = 2;

  private final IpOutput ip;
  private final TcpConfig config;
  private final CounterSet<TcpCounter> counters;

  public PathMtu(IpOutput ip, TcpConfig config, CounterSet<TcpCounter> counters) {
    this.ip = ip;
    this.config = config;
    this.counters = counters;
  }

  /**
   * A believed report says that a packet was too big.
   *
   * @return true if segments are smaller from now on
   */
  public boolean onReport(TcpConnection c, IcmpError error, long nowNs) {
    int mode = c.options.mtuDiscover(c.destination.remoteHigh(), c.destination.remoteLow());
    int limit = Math.max(error.mtu(), MIN_PATH_MTU);
    if (mode != WANT && mode != DO || limit >= ip.mtu(c.destination) || isImpossible(c, error)) {
      return false;
    }
    c.destination.pathMtu(limit);
    ip.learnPathMtu(error, nowNs); // for those that come after
    if (c.state == TcpState.SYN_SENT || c.state == TcpState.SYN_RECEIVED) {
      return false; // the handshake's end looks at the path
    }
    PathSegments.apply(c, ip);
    return true;
  }

  /** RFC 8201 4: a report of less than every link of IPv6 carries is discarded. */
  private static boolean isImpossible(TcpConnection c, IcmpError error) {
    return error.mtu() < Ipv6Header.MIN_MTU
        && !IpAddresses.isIpv4(c.destination.remoteHigh(), c.destination.remoteLow());
  }

  /** The connection is established. RFC 4821 7.2: one that always probes begins small. */
  public void onEstablished(TcpConnection c) {
    if (config.lifetime().mtuProbing() == 2) {
      c.snd.searchMss = config.lifetime().baseMss();
    }
  }

  /** The retransmission timer of data expired, once more; everything in flight counts as lost. */
  public void onTimeout(TcpConnection c, long nowNs) {
    if (config.lifetime().mtuProbing() == 0
        || c.recovery.timeouts == 0
        || nowNs - c.recovery.firstSentNs < GivingUp.modelNs(SUSPICIOUS_RETRIES, config)) {
      return;
    }
    int base = config.lifetime().baseMss();
    int mss = c.snd.searchMss == 0 ? base : Math.min(base, c.snd.searchMss / 2);
    mss = Math.max(mss, LifetimeConfig.MIN_MSS);
    if (mss == c.snd.searchMss) {
      return;
    }
    c.snd.searchMss = mss;
    counters.increment(TcpCounter.BLACK_HOLES);
    PathSegments.apply(c, ip);
  }
}
