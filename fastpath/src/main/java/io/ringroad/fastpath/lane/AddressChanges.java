package io.ringroad.fastpath.lane;

import io.ringroad.fastpath.NetError;

/**
 * How a lane itself changes the engine's addresses: at once for itself and for applications, and
 * the other lanes are told, but not waited for. Used by the lane's thread alone.
 */
final class AddressChanges {
  private final HostNetwork network;
  private final Runnable own;
  private final Runnable others;

  /**
   * @param own makes this lane look at the network
   * @param others tells the other lanes to
   */
  AddressChanges(HostNetwork network, Runnable own, Runnable others) {
    this.network = network;
    this.own = own;
    this.others = others;
  }

  HostNetwork network() {
    return network;
  }

  NetError add(int interfaceIndex, InterfaceConfig.Address address) {
    return spread(network.publishWith(interfaceIndex, address));
  }

  NetError remove(int interfaceIndex, InterfaceConfig.Address address) {
    return spread(network.publishWithout(interfaceIndex, address));
  }

  NetError mtu(int interfaceIndex, int bytes) {
    return spread(network.publishMtu(interfaceIndex, bytes));
  }

  private NetError spread(NetError error) {
    if (error == NetError.NONE) {
      own.run();
      others.run();
    }
    return error;
  }
}
