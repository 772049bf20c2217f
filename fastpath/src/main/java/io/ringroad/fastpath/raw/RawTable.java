package io.ringroad.fastpath.raw;

/** The raw sockets of a lane by their protocol; of each the one opened last first. */
final class RawTable {
  /** Protocol numbers that stand in packets; a socket of any other never receives. */
  static final int PROTOCOLS = 256;

  private final RawEndpoint[] chains = new RawEndpoint[PROTOCOLS];
  private int size;

  int size() {
    return size;
  }

  /** The sockets of a protocol, linked by {@link RawEndpoint#next}; null if there is none. */
  RawEndpoint first(int protocol) {
    return chains[protocol];
  }

  /** Adds a socket; true if it is the first of its protocol. */
  boolean add(RawEndpoint endpoint) {
    int protocol = endpoint.socket().protocol();
    endpoint.next = chains[protocol];
    chains[protocol] = endpoint;
    size++;
    return endpoint.next == null;
  }

  /** Removes a socket, if it is there; true if it was the last of its protocol. */
  boolean remove(RawEndpoint endpoint) {
    int protocol = endpoint.socket().protocol();
    RawEndpoint before = null;
    RawEndpoint at = chains[protocol];
    while (at != null && at != endpoint) {
      before = at;
      at = at.next;
    }
    if (at == null) {
      return false;
    }
    if (before == null) {
      chains[protocol] = at.next;
    } else {
      before.next = at.next;
    }
    at.next = null;
    size--;
    return chains[protocol] == null;
  }
}
