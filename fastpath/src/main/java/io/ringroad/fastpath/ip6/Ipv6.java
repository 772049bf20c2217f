package io.ringroad.fastpath.ip6;

import io.ringroad.fastpath.fragment.FragmentCounter;
import io.ringroad.fastpath.fragment.ReassemblyConfig;
import io.ringroad.fastpath.group.InterfaceGroups;
import io.ringroad.fastpath.ip.Ip;
import io.ringroad.fastpath.ip.IpCounter;
import io.ringroad.fastpath.ip.IpOutput;
import io.ringroad.fastpath.ip.PathMtus;
import io.ringroad.fastpath.ip.Transports;
import io.ringroad.fastpath.link.EthernetLink;
import io.ringroad.fastpath.link.MulticastFilter;
import io.ringroad.fastpath.route.RouteTable;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.timer.TimerWheel;
import io.ringroad.fastpath.wire.AddressIndex;
import io.ringroad.fastpath.wire.IpAddress;
import io.ringroad.pmd.FrameCache;
import java.util.ArrayList;
import java.util.List;

/**
 * IPv6 of one lane (RFC 8200), put together: its interfaces, addresses, input and output; routes
 * and loopback are those of both versions. Used by the lane's thread alone.
 *
 * <pre>
 *   EthernetLink --&gt; Ipv6Interface --&gt; Ipv6Input --&gt; ExtensionHeaders --&gt; Transports
 *   Ip --&gt; Ipv6Output --&gt; Ipv6Router, FlowLabels --&gt; NeighborTable --&gt; EthernetLink
 * </pre>
 */
public final class Ipv6 {
  /** As Linux has it for packets to this host itself. */
  private static final int LOOPBACK_MTU = 65_536;

  private final Ip ip;
  private final Ipv6Addresses addresses = new Ipv6Addresses();
  private final List<Ipv6Interface> interfaces = new ArrayList<>();
  private final Ipv6Fragments fragments;
  private final Ipv6Input input;
  private final Ipv6Output output;
  private InterfaceGroups loopbackGroups = new InterfaceGroups(new MulticastFilter());

  /**
   * Creates the version and attaches it to the layer.
   *
   * @param pathMtus which all lanes share
   * @param reassembly limits of what waits for its fragments
   * @param secret random key of flow labels, identifications and tables
   */
  public Ipv6(
      Ip ip,
      FrameCache frames,
      TimerWheel timers,
      PathMtus pathMtus,
      ReassemblyConfig reassembly,
      CounterSet<IpCounter> counters,
      CounterSet<FragmentCounter> fragmentCounters,
      long secret) {
    this.ip = ip;
    this.fragments = new Ipv6Fragments(frames, timers, reassembly, fragmentCounters, secret);
    this.input =
        new Ipv6Input(addresses, ip.ipv6Transports(), ip.loopback(), fragments, frames, counters);
    Ipv6Router router = new Ipv6Router(this);
    this.output =
        new Ipv6Output(
            this, router, ip.loopback(), frames, pathMtus, LOOPBACK_MTU, counters, secret);
    ip.attach(output, input);
  }

  /**
   * Adds an interface on a link.
   *
   * @param groups of all lanes on the device, and of both versions
   */
  public Ipv6Interface addInterface(String name, EthernetLink link, InterfaceGroups groups) {
    Ipv6Interface added = new Ipv6Interface(interfaces.size() + 1, name, link, this, groups);
    interfaces.add(added);
    return added;
  }

  /** Names the groups of the loopback, which all lanes share. */
  public void loopbackGroups(InterfaceGroups groups) {
    loopbackGroups = groups;
  }

  InterfaceGroups loopbackGroups() {
    return loopbackGroups;
  }

  /** The interfaces in the order of their indices, from 1. */
  public List<Ipv6Interface> interfaces() {
    return List.copyOf(interfaces);
  }

  public Ipv6Addresses addresses() {
    return addresses;
  }

  /** The routes of both versions. */
  public RouteTable routes() {
    return ip.routes();
  }

  public Transports transports() {
    return ip.ipv6Transports();
  }

  /** How ICMPv6 and its kin send; transports go through {@link Ip}. */
  public IpOutput output() {
    return output;
  }

  /** Where packets go of which something is wrong. */
  public void errors(Ipv6Errors errors) {
    input.errors(errors);
    transports().reporter(errors);
  }

  /** Gives back every frame that waits in this version. */
  public void close() {
    fragments.clear();
    interfaces.forEach(each -> each.neighbors().clear());
  }

  Ipv6Input input() {
    return input;
  }

  Ipv6Interface interfaceAt(int index) {
    return index >= 1 && index <= interfaces.size() ? interfaces.get(index - 1) : null;
  }

  Ipv6Interface interfaceWith(long high, long low) {
    for (int i = 0; i < interfaces.size(); i++) {
      if (interfaces.get(i).has(high, low)) {
        return interfaces.get(i);
      }
    }
    return null;
  }

  void addressesChanged() {
    List<IpAddress> all =
        interfaces.stream().flatMap(each -> each.addresses().stream()).distinct().toList();
    long[] words = new long[2 * all.size()];
    for (int i = 0; i < all.size(); i++) {
      words[2 * i] = all.get(i).high();
      words[2 * i + 1] = all.get(i).low();
    }
    addresses.replace(new AddressIndex(words));
    ip.routes().invalidate();
  }
}
