package io.ringroad.fastpath.dhcp;

import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.timer.Timer;
import io.ringroad.fastpath.timer.TimerWheel;
import java.util.function.LongSupplier;

/**
 * The state machine of a client (RFC 2131 4.4): gets an address, keeps it, and begins anew when it
 * is lost. Begins at once: the 1 to 10 s of 4.4.1, which keep hosts after a power failure apart,
 * are not waited for, as Linux's clients do it. Used by the lane's thread alone.
 */
public final class DhcpClient extends Timer {
  private static final long NS_PER_SECOND = 1_000_000_000L;

  /** RFC 2131 3.1: of REQUEST, before the client begins anew. */
  private static final int REQUEST_ATTEMPTS = 5;

  /** RFC 2131 4.4.5: between requests to renew. */
  private static final long LEAST_RENEWAL_NS = 60 * NS_PER_SECOND;

  /** RFC 2131 3.1 (5): after an address turned out to be taken. */
  private static final long DECLINE_WAIT_NS = 10 * NS_PER_SECOND;

  private final TimerWheel timers;
  private final LongSupplier random;
  private final LeaseHolder holder;
  private final DhcpRequests requests;
  private final CounterSet<DhcpCounter> counters;
  private DhcpState state = DhcpState.STOPPED;
  private DhcpMessage offer;
  private Lease lease;
  private long leasedNs;
  private long requestedNs;
  private int attempts;

  /**
   * @param random of transaction numbers and of delays
   * @param output which carries messages
   */
  DhcpClient(
      DhcpIdentity identity,
      TimerWheel timers,
      LongSupplier random,
      LeaseHolder holder,
      DhcpOutput output,
      CounterSet<DhcpCounter> counters) {
    this.timers = timers;
    this.random = random;
    this.holder = holder;
    this.requests = new DhcpRequests(identity, output, counters);
    this.counters = counters;
  }

  public DhcpState state() {
    return state;
  }

  /** What is leased now, null if nothing. */
  public Lease lease() {
    return state.isLeased() ? lease : null;
  }

  /** Begins to look for an address. */
  public void start(long nowNs) {
    state = DhcpState.SELECTING;
    attempts = 0;
    offer = null;
    requests.begin((int) random.getAsLong(), nowNs);
    onExpiry(nowNs);
  }

  /** Gives the address back and asks for no other. */
  public void stop(long nowNs) {
    timers.cancel(this);
    if (state.isLeased()) {
      requests.release(lease, (int) random.getAsLong(), nowNs);
    }
    state = DhcpState.STOPPED;
  }

  /** Takes a datagram that came to the client's port. */
  public void onMessage(byte[] bytes, long nowNs) {
    DhcpMessage message = DhcpMessage.parse(bytes);
    if (message == null || message.operation != DhcpMessage.REPLY) {
      counters.increment(DhcpCounter.MALFORMED);
    } else if (!requests.isAnswer(message) || !take(message, nowNs)) {
      counters.increment(DhcpCounter.NOT_FOR_US);
    }
  }

  private boolean take(DhcpMessage message, long nowNs) {
    boolean asked = state == DhcpState.REQUESTING || isExtending();
    return switch (message.type()) {
      case OFFER -> state == DhcpState.SELECTING && onOffer(message, nowNs);
      case ACK -> asked && onAck(message, nowNs);
      case NAK -> asked && onNak(nowNs);
      default -> false;
    };
  }

  private boolean isExtending() {
    return state == DhcpState.RENEWING || state == DhcpState.REBINDING;
  }

  /** The first offer that can be used is taken. */
  private boolean onOffer(DhcpMessage message, long nowNs) {
    boolean usable =
        message.optionInt(DhcpOption.SERVER_IDENTIFIER, 0) != 0 && Lease.of(message, 0) != null;
    if (usable) {
      counters.increment(DhcpCounter.OFFERS_RECEIVED);
      offer = message;
      state = DhcpState.REQUESTING;
      attempts = 0;
      onExpiry(nowNs);
    }
    return usable;
  }

  private boolean onAck(DhcpMessage message, long nowNs) {
    int server = isExtending() ? lease.server() : requests.serverOf(offer);
    Lease granted = Lease.of(message, server);
    if (granted == null) {
      return false;
    }
    counters.increment(DhcpCounter.ACKS_RECEIVED);
    if (isExtending() && granted.address() != lease.address()) {
      lose(nowNs); // a server that gives another address has taken this one
    }
    boolean known = state.isLeased();
    lease = granted;
    leasedNs = requestedNs; // RFC 2131 4.4.1: the lease counts from the request
    if (known) {
      hold(nowNs);
    } else {
      state = DhcpState.CHECKING;
      timers.cancel(this);
      holder.check(granted.address(), nowNs);
    }
    return true;
  }

  /** Says what came of {@link LeaseHolder#check}. */
  public void onChecked(int address, boolean taken, long nowNs) {
    if (state != DhcpState.CHECKING || address != lease.address()) {
      return;
    }
    if (taken) {
      requests.decline(lease, nowNs);
      beginAgain(nowNs + DECLINE_WAIT_NS);
    } else {
      hold(nowNs);
    }
  }

  /** Somebody else uses the address and does not give way: it is given up (RFC 5227 2.4). */
  public void onConflict(long nowNs) {
    if (state.isLeased()) {
      requests.decline(lease, nowNs);
      lose(nowNs);
      beginAgain(nowNs + DECLINE_WAIT_NS);
    }
  }

  private boolean onNak(long nowNs) {
    counters.increment(DhcpCounter.NAKS_RECEIVED);
    lose(nowNs);
    start(nowNs);
    return true;
  }

  private void hold(long nowNs) {
    state = DhcpState.BOUND;
    if (lease.durationNs() == Long.MAX_VALUE) {
      timers.cancel(this);
    } else {
      timers.schedule(this, leasedNs + lease.renewNs());
    }
    holder.onLease(lease, nowNs);
  }

  private void lose(long nowNs) {
    if (state.isLeased()) {
      state = DhcpState.INIT;
      counters.increment(DhcpCounter.LEASES_LOST);
      holder.onLeaseLost(lease, nowNs);
    }
  }

  private void beginAgain(long atNs) {
    state = DhcpState.INIT;
    timers.schedule(this, atNs);
  }

  @Override
  protected void onExpiry(long nowNs) {
    switch (state) {
      case INIT -> start(nowNs);
      case SELECTING -> {
        requests.discover(nowNs);
        timers.schedule(this, nowNs + backoffNs());
      }
      case REQUESTING -> request(nowNs);
      case BOUND -> extend(DhcpState.RENEWING, nowNs);
      case RENEWING, REBINDING -> goOnExtending(nowNs);
      case STOPPED, CHECKING -> {
        // nothing is waited for
      }
    }
  }

  private void request(long nowNs) {
    if (attempts == REQUEST_ATTEMPTS) {
      start(nowNs);
      return;
    }
    requestedNs = nowNs;
    requests.request(offer, nowNs);
    timers.schedule(this, nowNs + backoffNs());
  }

  private void extend(DhcpState how, long nowNs) {
    state = how;
    requests.begin((int) random.getAsLong(), nowNs);
    goOnExtending(nowNs);
  }

  private void goOnExtending(long nowNs) {
    long rebindAtNs = leasedNs + lease.rebindNs();
    long endsAtNs = leasedNs + lease.durationNs();
    if (nowNs >= endsAtNs) {
      lose(nowNs);
      start(nowNs);
    } else if (state == DhcpState.RENEWING && nowNs >= rebindAtNs) {
      extend(DhcpState.REBINDING, nowNs);
    } else {
      requestedNs = nowNs;
      boolean renewing = state == DhcpState.RENEWING;
      requests.extend(lease, renewing, nowNs);
      long untilNs = renewing ? rebindAtNs : endsAtNs;
      // RFC 2131 4.4.5: after half of the time that is left, but not before a minute.
      long waitNs = Math.max((untilNs - nowNs) / 2, LEAST_RENEWAL_NS);
      timers.schedule(this, Math.min(nowNs + waitNs, untilNs));
    }
  }

  /** RFC 2131 4.1: 4 s, doubled up to 64 s, and up to a second more or less. */
  private long backoffNs() {
    long base = 4L << Math.min(attempts++, 4);
    return base * NS_PER_SECOND
        + Math.floorMod(random.getAsLong(), 2 * NS_PER_SECOND)
        - NS_PER_SECOND;
  }
}
