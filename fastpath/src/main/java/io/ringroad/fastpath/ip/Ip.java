package io.ringroad.fastpath.ip;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.fragment.FragmentCounter;
import io.ringroad.fastpath.route.RouteTable;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.timer.TimerWheel;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;

/**
 * The Internet layer of one lane: what both versions share, and the door by which protocols send,
 * which takes the version that the destination's addresses are of. IPv4 is made here; {@link
 * #attach} makes it whole. Used by the lane's thread alone.
 *
 * <pre>
 *   Tcp, Udp, Raw, Ping --&gt; Ip --&gt; Ipv4 --+--&gt; Loopback, NetworkInterface
 *                               +-&gt; Ipv6 --+
 * </pre>
 */
public final class Ip implements IpOutput, UnreachableReporter {
  private final RouteTable routes;
  private final Loopback loopback;
  private final Ipv4 ipv4;
  private final IpOutput output4;
  private final Transports transports6;
  private IpOutput output6;

  /**
   * Creates the layer without interfaces; only the loopback works.
   *
   * @param pathMtus which all lanes share
   * @param counters of IPv4 and the loopback
   * @param counters6 of IPv6
   * @param routes of both versions, which all lanes may share
   */
  public Ip(
      FrameCache frames,
      TimerWheel timers,
      Ipv4Config config,
      PathMtus pathMtus,
      CounterSet<IpCounter> counters,
      CounterSet<IpCounter> counters6,
      CounterSet<FragmentCounter> fragmentCounters,
      RouteTable routes) {
    this.routes = routes;
    this.loopback = new Loopback(frames, config.loopbackFrames(), counters);
    this.ipv4 =
        new Ipv4(frames, timers, routes, loopback, config, pathMtus, counters, fragmentCounters);
    this.output4 = ipv4.output();
    this.transports6 = new Transports(frames, IpProtocols.ICMPV6, counters6);
  }

  /** Names the sixth version. */
  public void attach(IpOutput output, LoopbackInput input) {
    this.output6 = output;
    loopback.attachIpv6(input);
  }

  /** Names the protocol that packets of both versions with this number go to. */
  public void attach(int protocol, TransportProtocol transport) {
    ipv4.transports().attach(protocol, transport);
    transports6.attach(protocol, transport);
  }

  /** The protocols above IPv6. */
  public Transports ipv6Transports() {
    return transports6;
  }

  public Ipv4 ipv4() {
    return ipv4;
  }

  /** The routes of both versions. */
  public RouteTable routes() {
    return routes;
  }

  /** What this host sends to itself, of both versions. */
  public Loopback loopback() {
    return loopback;
  }

  // ---- sending: a connection's packets are of one version, so its branch is predicted ----

  @Override
  public NetError route(IpDestination to, long nowNs) {
    return isIpv4(to) ? output4.route(to, nowNs) : output6.route(to, nowNs);
  }

  @Override
  public NetError send(Frame frame, IpDestination to, int checksumOffset, long nowNs) {
    return isIpv4(to)
        ? output4.send(frame, to, checksumOffset, nowNs)
        : output6.send(frame, to, checksumOffset, nowNs);
  }

  @Override
  public NetError sendWithHeader(Frame frame, IpDestination to, long nowNs) {
    return isIpv4(to)
        ? output4.sendWithHeader(frame, to, nowNs)
        : output6.sendWithHeader(frame, to, nowNs);
  }

  @Override
  public boolean isRouted(IpDestination to) {
    return isIpv4(to) ? output4.isRouted(to) : output6.isRouted(to);
  }

  @Override
  public int mtu(IpDestination to) {
    return isIpv4(to) ? output4.mtu(to) : output6.mtu(to);
  }

  @Override
  public boolean isCongested(IpDestination to) {
    return isIpv4(to) ? output4.isCongested(to) : output6.isCongested(to);
  }

  @Override
  public void confirmReachable(IpDestination to, long nowNs) {
    if (isIpv4(to)) {
      output4.confirmReachable(to, nowNs);
    } else {
      output6.confirmReachable(to, nowNs);
    }
  }

  @Override
  public void learnPathMtu(IcmpError error, long nowNs) {
    if (IpAddresses.isIpv4(error.remoteHigh(), error.remoteLow())) {
      output4.learnPathMtu(error, nowNs);
    } else {
      output6.learnPathMtu(error, nowNs);
    }
  }

  @Override
  public void recallPathMtu(IpDestination to, long nowNs) {
    if (isIpv4(to)) {
      output4.recallPathMtu(to, nowNs);
    } else {
      output6.recallPathMtu(to, nowNs);
    }
  }

  private static boolean isIpv4(IpDestination to) {
    return IpAddresses.isIpv4(to.remoteHigh(), to.remoteLow());
  }

  /**
   * {@inheritDoc}
   *
   * @param code of ICMPv4, whatever the packet's version
   */
  @Override
  public void reportUnreachable(Frame frame, IpPacket packet, int code, long nowNs) {
    if (packet.isIpv4()) {
      ipv4.transports().reporter().reportUnreachable(frame, packet, code, nowNs);
    } else {
      transports6.reporter().reportUnreachable(frame, packet, code, nowNs);
    }
  }

  @Override
  public void report(Frame frame, IpPacket packet, int type, int code, int rest, long nowNs) {
    Transports transports = packet.isIpv4() ? ipv4.transports() : transports6;
    transports.report(frame, packet, type, code, rest, nowNs);
  }
}
