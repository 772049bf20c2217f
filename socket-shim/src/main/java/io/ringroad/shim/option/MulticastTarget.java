package io.ringroad.shim.option;

import io.ringroad.fastpath.datagram.HostGroups;
import io.ringroad.fastpath.socket.DatagramSocket;

/**
 * A socket that can join multicast groups. Interfaces are counted as lanes do, the loopback being
 * 0.
 */
public interface MulticastTarget {
  /** Whose memberships they are. */
  DatagramSocket member();

  /** Who keeps those of all sockets. */
  HostGroups groups();

  /** The interface with an address, -1 if none has it. */
  int interfaceWith(int address);

  /** The interface by which packets to an address leave, -1 if there is no way. */
  int interfaceTo(int address);

  /** The interface by which packets to an address of IPv6 leave, -1 if there is no way. */
  int interfaceTo(long high, long low);

  /** The interface that applications call {@code number}, -1 if there is none. */
  int interfaceNumbered(int number);
}
