package io.ringroad.fastpath.lane;

import io.ringroad.fastpath.dhcp.DhcpClient;
import io.ringroad.fastpath.dhcp.Lease;
import io.ringroad.fastpath.dhcp.LeaseHolder;
import io.ringroad.fastpath.neighbor.AddressProbe;
import io.ringroad.fastpath.neighbor.LinkLocal;
import io.ringroad.fastpath.route.Route;
import io.ringroad.fastpath.wire.IpAddresses;

/**
 * Gives a device the address, the routes and the MTU that came by DHCP, or a link-local address,
 * and takes them away again. Used by the lane's thread alone.
 */
final class LeasedAddress implements LeaseHolder, AddressProbe.Claimant, LinkLocal.Holder {
  /** Of the routes that a server names; behind those of the configuration. */
  private static final int METRIC = 1024;

  private final AddressChanges changes;
  private final int interfaceIndex;
  private DhcpClient client;
  private AddressProbe probe;

  LeasedAddress(AddressChanges changes, int interfaceIndex) {
    this.changes = changes;
    this.interfaceIndex = interfaceIndex;
  }

  void attach(DhcpClient client, AddressProbe probe) {
    this.client = client;
    this.probe = probe;
  }

  @Override
  public void check(int address, long nowNs) {
    probe.probe(address, nowNs);
  }

  @Override
  public void onProbed(int address, boolean taken, long nowNs) {
    client.onChecked(address, taken, nowNs);
  }

  @Override
  public void onConflict(int address, long nowNs) {
    client.onConflict(nowNs);
  }

  @Override
  public void onLease(Lease lease, long nowNs) {
    // The address comes last: who sees it finds the rest.
    if (lease.mtu() != 0) {
      changes.mtu(interfaceIndex, lease.mtu());
    }
    HostNetwork network = changes.network();
    network.routes().removeIf(route -> isOf(route, lease));
    for (Lease.Way way : lease.routes()) {
      network
          .routes()
          .add(
              Route.ofIpv4(
                  way.prefix(),
                  way.prefixLength(),
                  way.gateway(),
                  interfaceIndex,
                  METRIC,
                  lease.address()));
    }
    changes.add(interfaceIndex, address(lease.address(), lease.prefixLength()));
  }

  private boolean isOf(Route route, Lease lease) {
    return route.isIpv4()
        && route.interfaceIndex() == interfaceIndex
        && route.metric() == METRIC
        && route.ipv4Source() == lease.address();
  }

  @Override
  public void onLeaseLost(Lease lease, long nowNs) {
    probe.release();
    changes.remove(interfaceIndex, address(lease.address(), lease.prefixLength()));
  }

  @Override
  public void onAcquired(int address, long nowNs) {
    changes.add(interfaceIndex, address(address, LinkLocal.PREFIX_LENGTH));
  }

  @Override
  public void onLost(int address, long nowNs) {
    changes.remove(interfaceIndex, address(address, LinkLocal.PREFIX_LENGTH));
  }

  private static InterfaceConfig.Address address(int ipv4, int prefixLength) {
    return new InterfaceConfig.Address(
        IpAddresses.IPV4_HIGH, IpAddresses.mapIpv4(ipv4), prefixLength);
  }
}
