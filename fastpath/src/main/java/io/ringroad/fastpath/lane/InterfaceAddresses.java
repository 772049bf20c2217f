package io.ringroad.fastpath.lane;

import io.ringroad.fastpath.discovery.AddressHolder;
import io.ringroad.fastpath.wire.IpAddress;
import io.ringroad.fastpath.wire.IpAddresses;

/** Gives an interface of the engine the addresses that Neighbour Discovery makes for it. */
final class InterfaceAddresses implements AddressHolder {
  private static final int LINK_LOCAL_LENGTH = 64;

  /** Which addresses are on the link is said by prefixes, not by ours (RFC 5942 4). */
  private static final int HOST_LENGTH = 128;

  private final HostNetwork network;
  private final int interfaceIndex;
  private Runnable reconfigure;

  InterfaceAddresses(HostNetwork network, int interfaceIndex) {
    this.network = network;
    this.interfaceIndex = interfaceIndex;
  }

  /** Names how this lane takes over what has changed; other lanes look themselves. */
  void attach(Runnable takesOver) {
    reconfigure = takesOver;
  }

  @Override
  public void onAssigned(long high, long low, long nowNs) {
    network.publishWith(interfaceIndex, address(high, low));
    reconfigure.run();
  }

  @Override
  public void onRemoved(long high, long low, long nowNs) {
    network.publishDeprecated(new IpAddress(high, low), false);
    network.publishWithout(interfaceIndex, address(high, low));
    reconfigure.run();
  }

  @Override
  public void onDeprecated(long high, long low, boolean deprecated, long nowNs) {
    network.publishDeprecated(new IpAddress(high, low), deprecated);
    reconfigure.run();
  }

  private static InterfaceConfig.Address address(long high, long low) {
    boolean linkLocal = IpAddresses.isLinkLocalScope(high, low);
    return new InterfaceConfig.Address(high, low, linkLocal ? LINK_LOCAL_LENGTH : HOST_LENGTH);
  }
}
