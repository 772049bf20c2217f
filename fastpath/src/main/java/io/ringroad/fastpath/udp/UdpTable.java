package io.ringroad.fastpath.udp;

import io.ringroad.fastpath.wire.IpAddresses;

/**
 * Which socket a datagram is for. Connected sockets are found by both ends' addresses, the others
 * by local port, the one bound last first.
 *
 * <p>As on Linux: a connected socket goes before a bound one, one bound to the address before one
 * bound to any, one of AF_INET before one of AF_INET6; of several equals with SO_REUSEPORT the
 * flow's hash picks, of those with SO_REUSEADDR the one bound last has it.
 */
final class UdpTable {
  private static final int INITIAL_CHAINS = 64;
  private static final int ADDRESS_MATCHES = 8;
  private static final int ANY_MATCHES = 4;
  private static final int INTERFACE_MATCHES = 2;
  private static final int OF_INET = 1;
  private static final int NO_MATCH = 0;

  /** As the number of an interface: whichever. */
  static final int ANY_INTERFACE = -1;

  private final long secret;
  private UdpEndpoint[] connected = new UdpEndpoint[INITIAL_CHAINS];
  private UdpEndpoint[] bound = new UdpEndpoint[INITIAL_CHAINS];
  private int connectedSize;
  private int boundSize;

  /**
   * Creates an empty table.
   *
   * @param secret random key of the hash, so that nobody outside can choose where flows fall
   */
  UdpTable(long secret) {
    this.secret = secret;
  }

  int size() {
    return connectedSize + boundSize;
  }

  /** Adds a socket by the addresses that it has now; remove it before they change. */
  void add(UdpEndpoint endpoint) {
    if (endpoint.isConnected()) {
      if (connectedSize++ == connected.length) {
        connected = grow(connected);
      }
      push(connected, endpoint);
    } else {
      if (boundSize++ == bound.length) {
        bound = grow(bound);
      }
      push(bound, endpoint);
    }
  }

  /** Removes a socket that was added with the addresses that it has now. */
  void remove(UdpEndpoint endpoint) {
    UdpEndpoint[] chains = endpoint.isConnected() ? connected : bound;
    int chain = chainOf(chains, endpoint);
    if (chains[chain] == endpoint) {
      chains[chain] = endpoint.next;
    } else {
      UdpEndpoint before = chains[chain];
      while (before.next != endpoint) {
        before = before.next;
      }
      before.next = endpoint.next;
    }
    endpoint.next = null;
    if (chains == connected) {
      connectedSize--;
    } else {
      boundSize--;
    }
  }

  /**
   * The connected socket of exactly this flow, or null.
   *
   * @param interfaceIndex by which the datagram came, or {@link #ANY_INTERFACE}
   */
  UdpEndpoint findConnected(
      long localHigh,
      long localLow,
      int localPort,
      long remoteHigh,
      long remoteLow,
      int remotePort,
      int interfaceIndex) {
    int hash = flowHash(localHigh, localLow, localPort, remoteHigh, remoteLow, remotePort);
    UdpEndpoint at = connected[hash & connected.length - 1];
    while (at != null
        && !(at.socket().localPort() == localPort
            && at.isRemote(remoteHigh, remoteLow, remotePort)
            && at.isLocal(localHigh, localLow)
            && at.hearsOf(interfaceIndex))) {
      at = at.next;
    }
    return at;
  }

  /** The socket that a datagram to a single host is for, or null. */
  UdpEndpoint find(
      long localHigh,
      long localLow,
      int localPort,
      long remoteHigh,
      long remoteLow,
      int remotePort,
      int interfaceIndex) {
    UdpEndpoint exact =
        findConnected(
            localHigh, localLow, localPort, remoteHigh, remoteLow, remotePort, interfaceIndex);
    if (exact != null) {
      return exact;
    }
    UdpEndpoint best = null;
    int bestScore = NO_MATCH;
    for (UdpEndpoint at = firstBound(localPort); at != null; at = at.next) {
      int score = score(at, localHigh, localLow, localPort, interfaceIndex);
      if (score > bestScore) {
        best = at;
        bestScore = score;
      }
    }
    if (best == null || !best.reusePort()) {
      return best;
    }
    int hash = flowHash(localHigh, localLow, localPort, remoteHigh, remoteLow, remotePort);
    return pick(best, bestScore, localHigh, localLow, localPort, interfaceIndex, hash);
  }

  private static UdpEndpoint pick(
      UdpEndpoint first,
      int score,
      long localHigh,
      long localLow,
      int localPort,
      int interfaceIndex,
      int hash) {
    int members = 0;
    for (UdpEndpoint at = first; at != null; at = at.next) {
      if (at.reusePort() && score(at, localHigh, localLow, localPort, interfaceIndex) == score) {
        members++;
      }
    }
    int left = (int) (Integer.toUnsignedLong(hash) * members >>> 32);
    UdpEndpoint at = first;
    while (true) {
      if (at.reusePort()
          && score(at, localHigh, localLow, localPort, interfaceIndex) == score
          && left-- == 0) {
        return at;
      }
      at = at.next;
    }
  }

  /** The head of the chain in which all unconnected sockets with this port are, and others. */
  UdpEndpoint firstBound(int localPort) {
    return bound[portHash(localPort) & bound.length - 1];
  }

  /** Whether an unconnected socket receives what is sent to this address and port. */
  static boolean receives(
      UdpEndpoint endpoint, long localHigh, long localLow, int localPort, int interfaceIndex) {
    return score(endpoint, localHigh, localLow, localPort, interfaceIndex) != NO_MATCH;
  }

  private static int score(
      UdpEndpoint endpoint, long localHigh, long localLow, int localPort, int interfaceIndex) {
    if (endpoint.socket().localPort() != localPort || !endpoint.hearsOf(interfaceIndex)) {
      return NO_MATCH;
    }
    int chosen =
        (endpoint.isBoundToInterface() ? INTERFACE_MATCHES : 0)
            + (endpoint.isOfInet() ? OF_INET : 0);
    if (endpoint.isLocal(localHigh, localLow)) {
      return ADDRESS_MATCHES + chosen;
    }
    return endpoint.socket().isBoundToAnyFor(localHigh, localLow) ? ANY_MATCHES + chosen : NO_MATCH;
  }

  private void push(UdpEndpoint[] chains, UdpEndpoint endpoint) {
    int chain = chainOf(chains, endpoint);
    endpoint.next = chains[chain];
    chains[chain] = endpoint;
  }

  private UdpEndpoint[] grow(UdpEndpoint[] old) {
    UdpEndpoint[] grown = new UdpEndpoint[old.length * 2];
    UdpEndpoint[] tails = new UdpEndpoint[grown.length];
    for (UdpEndpoint head : old) {
      UdpEndpoint at = head;
      while (at != null) {
        UdpEndpoint following = at.next;
        at.next = null;
        int chain = chainOf(grown, at);
        if (tails[chain] == null) {
          grown[chain] = at;
        } else {
          tails[chain].next = at; // their order says who was bound last
        }
        tails[chain] = at;
        at = following;
      }
    }
    return grown;
  }

  private int chainOf(UdpEndpoint[] chains, UdpEndpoint endpoint) {
    var socket = endpoint.socket();
    int hash =
        endpoint.isConnected()
            ? flowHash(
                socket.localHigh(),
                socket.localLow(),
                socket.localPort(),
                socket.remoteHigh(),
                socket.remoteLow(),
                socket.remotePort())
            : portHash(socket.localPort());
    return hash & chains.length - 1;
  }

  private int flowHash(
      long localHigh,
      long localLow,
      int localPort,
      long remoteHigh,
      long remoteLow,
      int remotePort) {
    int local = IpAddresses.hash(localHigh, localLow ^ (long) localPort << 48, secret);
    return IpAddresses.hash(remoteHigh ^ local, remoteLow ^ (long) remotePort << 48, secret);
  }

  private static int portHash(int port) {
    return port * 0x9E37_79B9 >>> 16;
  }
}
