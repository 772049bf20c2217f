package io.ringroad.shim.fd;

import io.ringroad.fastpath.datagram.HostGroups;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.shim.option.MulticastTarget;

/** A datagram socket as a member of multicast groups. */
record SocketGroups(SocketEnvironment environment, DatagramSocket member)
    implements MulticastTarget {
  @Override
  public HostGroups groups() {
    return environment.groups();
  }

  @Override
  public int interfaceWith(int address) {
    return Interfaces.toLane(environment.interfaces().numberWith(address));
  }

  @Override
  public int interfaceTo(int address) {
    int found = environment.addresses().interfaceTo(address);
    return found == 0 ? -1 : found;
  }

  @Override
  public int interfaceTo(long high, long low) {
    int found = environment.addresses().interfaceTo(high, low);
    return found == 0 ? -1 : found;
  }

  @Override
  public int interfaceNumbered(int number) {
    return environment.interfaces().has(number) ? Interfaces.toLane(number) : -1;
  }
}
