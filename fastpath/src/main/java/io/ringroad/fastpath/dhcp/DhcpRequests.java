package io.ringroad.fastpath.dhcp;

import io.ringroad.fastpath.stats.CounterSet;

/** The messages of a client (RFC 2131 4.4, table 5). */
final class DhcpRequests {
  private static final long NS_PER_SECOND = 1_000_000_000L;
  private static final int LARGEST_SECONDS = 0xFFFF;
  private static final int LARGEST_MESSAGE = 1_472;

  /** What servers are asked to tell; RFC 3442: classless routes before the router. */
  private static final byte[] WANTED = {
    DhcpOption.SUBNET_MASK,
    DhcpOption.CLASSLESS_ROUTES,
    DhcpOption.ROUTER,
    DhcpOption.INTERFACE_MTU,
    DhcpOption.LEASE_TIME,
    DhcpOption.RENEWAL_TIME,
    DhcpOption.REBINDING_TIME
  };

  private final DhcpIdentity identity;
  private final DhcpOutput output;
  private final CounterSet<DhcpCounter> counters;
  private int transaction;
  private long begunNs;

  DhcpRequests(DhcpIdentity identity, DhcpOutput output, CounterSet<DhcpCounter> counters) {
    this.identity = identity;
    this.output = output;
    this.counters = counters;
  }

  /** An exchange with a number of its own begins. */
  void begin(int number, long nowNs) {
    transaction = number;
    begunNs = nowNs;
  }

  /** Whether a message is of the exchange that goes on. */
  boolean isAnswer(DhcpMessage message) {
    return message.transaction == transaction && message.mac == identity.mac();
  }

  int serverOf(DhcpMessage offer) {
    return offer.optionInt(DhcpOption.SERVER_IDENTIFIER, 0);
  }

  void discover(long nowNs) {
    counters.increment(DhcpCounter.DISCOVERS_SENT);
    output.broadcast(asking(DhcpType.DISCOVER, nowNs).toBytes(), nowNs);
  }

  /** Asks for what was offered. */
  void request(DhcpMessage offer, long nowNs) {
    counters.increment(DhcpCounter.REQUESTS_SENT);
    DhcpMessage message = asking(DhcpType.REQUEST, nowNs);
    message.putInt(DhcpOption.REQUESTED_ADDRESS, offer.yourAddress);
    message.putInt(DhcpOption.SERVER_IDENTIFIER, serverOf(offer));
    output.broadcast(message.toBytes(), nowNs);
  }

  /** Asks to go on: who leased the address, or anybody. */
  void extend(Lease lease, boolean whoLeased, long nowNs) {
    counters.increment(DhcpCounter.REQUESTS_SENT);
    DhcpMessage message = asking(DhcpType.REQUEST, nowNs);
    message.clientAddress = lease.address();
    if (whoLeased) {
      message.broadcast = false; // the address receives
      output.send(message.toBytes(), lease.address(), lease.server(), nowNs);
    } else {
      output.broadcast(message.toBytes(), nowNs);
    }
  }

  /** RFC 2131 4.4.4: says that the address is somebody's. */
  void decline(Lease lease, long nowNs) {
    counters.increment(DhcpCounter.DECLINES_SENT);
    DhcpMessage message = message(DhcpType.DECLINE);
    message.putInt(DhcpOption.REQUESTED_ADDRESS, lease.address());
    message.putInt(DhcpOption.SERVER_IDENTIFIER, lease.server());
    output.broadcast(message.toBytes(), nowNs);
  }

  /** RFC 2131 4.4.6: gives the address back. */
  void release(Lease lease, int number, long nowNs) {
    counters.increment(DhcpCounter.RELEASES_SENT);
    begin(number, nowNs);
    DhcpMessage message = message(DhcpType.RELEASE);
    message.clientAddress = lease.address();
    message.putInt(DhcpOption.SERVER_IDENTIFIER, lease.server());
    output.send(message.toBytes(), lease.address(), lease.server(), nowNs);
  }

  private DhcpMessage asking(DhcpType type, long nowNs) {
    DhcpMessage message = message(type);
    message.broadcast = true; // without an address we hear only what all hear
    message.seconds = (int) Math.min((nowNs - begunNs) / NS_PER_SECOND, LARGEST_SECONDS);
    return message
        .put(DhcpOption.PARAMETER_LIST, WANTED)
        .putShort(DhcpOption.MAX_MESSAGE_SIZE, LARGEST_MESSAGE);
  }

  private DhcpMessage message(DhcpType type) {
    DhcpMessage message = new DhcpMessage();
    message.transaction = transaction;
    message.mac = identity.mac();
    return message.type(type).put(DhcpOption.CLIENT_IDENTIFIER, identity.clientIdentifier());
  }
}
