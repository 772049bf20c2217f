package io.ringroad.fastpath.lane;

import io.ringroad.fastpath.dhcp.DhcpCounter;
import io.ringroad.fastpath.dhcp.DhcpPort;
import io.ringroad.fastpath.ip.Ipv4Interface;
import io.ringroad.fastpath.neighbor.AddressProbe;
import io.ringroad.fastpath.neighbor.LinkLocal;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.udp.UnclaimedDatagrams;
import java.util.SplittableRandom;

/**
 * The clients by which devices get their IPv4 addresses, all on the first lane of an engine. Used
 * by that lane's thread alone.
 */
final class AddressClients implements UnclaimedDatagrams {
  private final LaneStack stack;
  private final AddressChanges changes;
  private final SplittableRandom random;
  private final DhcpPort[] ports;
  private final LinkLocal[] linkLocals;

  AddressClients(LaneStack stack, AddressChanges changes, int interfaces, long seed) {
    this.stack = stack;
    this.changes = changes;
    this.random = new SplittableRandom(seed);
    this.ports = new DhcpPort[interfaces];
    this.linkLocals = new LinkLocal[interfaces];
  }

  void add(Ipv4Interface to, AddressMode mode, CounterSet<DhcpCounter> counters) {
    int number = to.index() - 1;
    LeasedAddress holder = new LeasedAddress(changes, to.index());
    if (mode == AddressMode.LINK_LOCAL) {
      linkLocals[number] = new LinkLocal(to.arp(), stack.timers, random::nextLong, holder);
      return;
    }
    ports[number] =
        new DhcpPort(
            to.link(),
            to.index(),
            stack.frames,
            stack.ip,
            stack.timers,
            random::nextLong,
            holder,
            counters);
    holder.attach(
        ports[number].client(),
        new AddressProbe(
            to.arp(), stack.timers, random::nextLong, AddressProbe.Times.BRIEF, holder));
  }

  void start(long nowNs) {
    for (int i = 0; i < ports.length; i++) {
      if (ports[i] != null) {
        ports[i].client().start(nowNs);
      } else if (linkLocals[i] != null) {
        linkLocals[i].start(nowNs);
      }
    }
  }

  /** Gives leases back. */
  void stop(long nowNs) {
    for (DhcpPort port : ports) {
      if (port != null) {
        port.client().stop(nowNs);
      }
    }
  }

  @Override
  public boolean take(int localPort, int interfaceIndex, long payload, int length, long nowNs) {
    boolean known = interfaceIndex >= 1 && interfaceIndex <= ports.length;
    DhcpPort port = known ? ports[interfaceIndex - 1] : null;
    if (port == null || localPort != DhcpPort.CLIENT_PORT) {
      return false;
    }
    port.onDatagram(payload, length, nowNs);
    return true;
  }
}
