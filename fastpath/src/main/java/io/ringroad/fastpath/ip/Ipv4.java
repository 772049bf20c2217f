package io.ringroad.fastpath.ip;

import io.ringroad.fastpath.fragment.FragmentCounter;
import io.ringroad.fastpath.group.GroupMembership;
import io.ringroad.fastpath.group.InterfaceGroups;
import io.ringroad.fastpath.link.EthernetLink;
import io.ringroad.fastpath.link.MulticastFilter;
import io.ringroad.fastpath.neighbor.Arp;
import io.ringroad.fastpath.neighbor.NeighborConfig;
import io.ringroad.fastpath.neighbor.NeighborCounter;
import io.ringroad.fastpath.route.RouteTable;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.timer.TimerWheel;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.pmd.FrameCache;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * IPv4 of one lane, put together: its interfaces, addresses, routes, input, output and loopback.
 * Used by the lane's thread alone.
 *
 * <pre>
 *   EthernetLink --&gt; Ipv4Interface --&gt; Ipv4Input --&gt; Transports --&gt; Tcp, Udp, Icmp
 *                                          ^
 *                     Loopback ------------+
 *                        ^
 *   Tcp, Udp, Icmp --&gt; IpOutput --&gt; NeighborTable --&gt; EthernetLink
 * </pre>
 */
public final class Ipv4 {
  private final FrameCache frames;
  private final TimerWheel timers;
  private final LocalAddresses addresses = new LocalAddresses();
  private final RouteTable routes;
  private final List<Ipv4Interface> interfaces = new ArrayList<>();
  private final Transports transports;
  private final Loopback loopback;
  private final Ipv4Fragments fragments;
  private final Ipv4Input input;
  private final Ipv4Output output;
  private final NeighborFailures neighborFailures;
  private final SplittableRandom neighborSeeds;
  private InterfaceGroups loopbackGroups = new InterfaceGroups(new MulticastFilter());

  /**
   * Creates the layer without interfaces; only the loopback works.
   *
   * @param pathMtus which all lanes share
   */
  Ipv4(
      FrameCache frames,
      TimerWheel timers,
      RouteTable routes,
      Loopback loopback,
      Ipv4Config config,
      PathMtus pathMtus,
      CounterSet<IpCounter> counters,
      CounterSet<FragmentCounter> fragmentCounters) {
    this.neighborSeeds = new SplittableRandom(config.identificationSeed());
    this.frames = frames;
    this.timers = timers;
    this.transports = new Transports(frames, IpProtocols.ICMP, counters);
    this.routes = routes;
    this.loopback = loopback;
    this.fragments =
        new Ipv4Fragments(
            frames,
            timers,
            config.reassembly(),
            addresses,
            transports,
            fragmentCounters,
            config.identificationSeed());
    this.input = new Ipv4Input(addresses, transports, loopback, fragments, frames, counters);
    this.loopback.attachIpv4(input);
    Ipv4Router router = new Ipv4Router(addresses, routes, this);
    this.output = new Ipv4Output(this, router, loopback, frames, pathMtus, config, counters);
    this.neighborFailures = new NeighborFailures(transports);
  }

  /** Adds an interface on a link, with groups that no other lane shares. */
  public Ipv4Interface addInterface(
      String name,
      EthernetLink link,
      NeighborConfig neighborConfig,
      CounterSet<NeighborCounter> neighborCounters,
      boolean answersArp) {
    InterfaceGroups groups = new InterfaceGroups(new MulticastFilter());
    // RFC 1112 7.2: a host is always a member
    groups.add(GroupMembership.ofAnySource(IpAddresses.IPV4_ALL_HOSTS, interfaces.size() + 1));
    return addInterface(name, link, groups, neighborConfig, neighborCounters, answersArp);
  }

  /**
   * Adds an interface on a link.
   *
   * @param groups of all lanes on the device
   * @param answersArp whether this lane is the one of those on the device that answers ARP requests
   */
  public Ipv4Interface addInterface(
      String name,
      EthernetLink link,
      InterfaceGroups groups,
      NeighborConfig neighborConfig,
      CounterSet<NeighborCounter> neighborCounters,
      boolean answersArp) {
    Ipv4Interface added = new Ipv4Interface(interfaces.size() + 1, name, link, this, groups);
    added.attach(
        new Arp(
            link,
            frames,
            timers,
            neighborConfig,
            neighborSeeds.nextLong(),
            neighborCounters,
            added,
            neighborFailures,
            answersArp));
    interfaces.add(added);
    return added;
  }

  /** Names the groups of the loopback, which all lanes share. */
  public void loopbackGroups(InterfaceGroups groups) {
    loopbackGroups = groups;
  }

  /** The groups of the loopback. */
  InterfaceGroups loopbackGroups() {
    return loopbackGroups;
  }

  /** The interfaces in the order of their indices, from 1. */
  public List<Ipv4Interface> interfaces() {
    return List.copyOf(interfaces);
  }

  public LocalAddresses addresses() {
    return addresses;
  }

  public RouteTable routes() {
    return routes;
  }

  public Transports transports() {
    return transports;
  }

  public Loopback loopback() {
    return loopback;
  }

  /** How protocols send. */
  public IpOutput output() {
    return output;
  }

  /** Gives back every frame that waits in this layer and below it. */
  public void close() {
    loopback.clear();
    fragments.clear();
    for (Ipv4Interface each : interfaces) {
      each.neighbors().clear();
      each.link().close();
    }
  }

  Ipv4Input input() {
    return input;
  }

  Ipv4Interface interfaceAt(int index) {
    return index >= 1 && index <= interfaces.size() ? interfaces.get(index - 1) : null;
  }

  Ipv4Interface interfaceWith(int address) {
    for (int i = 0; i < interfaces.size(); i++) {
      if (interfaces.get(i).has(address)) {
        return interfaces.get(i);
      }
    }
    return null;
  }

  void addressesChanged() {
    addresses.clear();
    for (Ipv4Interface each : interfaces) {
      each.register(addresses);
    }
    routes.invalidate();
  }
}
