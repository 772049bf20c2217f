package io.ringroad.fastpath.neighbor;

import io.ringroad.fastpath.timer.Timer;
import io.ringroad.fastpath.timer.TimerWheel;
import io.ringroad.fastpath.wire.IpAddresses;
import java.util.function.LongSupplier;

/**
 * Looks whether anybody on the link uses an IPv4 address before it is taken (RFC 5227 2.1.1), and
 * defends it afterwards (2.4 b). Used by the lane's thread alone.
 */
public final class AddressProbe extends Timer implements ArpObserver {
  private static final long NS_PER_SECOND = 1_000_000_000L;
  private static final long DEFEND_INTERVAL_NS = 10 * NS_PER_SECOND;

  /**
   * How long it is looked.
   *
   * @param waitNs most that is waited before the first probe
   * @param probes how many there are
   * @param leastNs between two probes, at least
   * @param mostNs between two probes, at most
   * @param lastNs after the last
   */
  public record Times(long waitNs, int probes, long leastNs, long mostNs, long lastNs) {
    /** RFC 5227 1.1. */
    public static final Times RFC_5227 =
        new Times(NS_PER_SECOND, 3, NS_PER_SECOND, 2 * NS_PER_SECOND, 2 * NS_PER_SECOND);

    /** For an address that a server has chosen, and checked: within a second and a half. */
    public static final Times BRIEF =
        new Times(0, 2, NS_PER_SECOND / 2, NS_PER_SECOND / 2 + 1, NS_PER_SECOND);
  }

  /** Who wants the address. */
  public interface Claimant {
    /** Nobody answered, or somebody has the address. */
    void onProbed(int address, boolean taken, long nowNs);

    /** Somebody claims the address again and again: it has to be given up. */
    void onConflict(int address, long nowNs);
  }

  private enum State {
    IDLE,
    PROBING,
    HELD
  }

  private final Arp arp;
  private final TimerWheel timers;
  private final LongSupplier random;
  private final Times times;
  private final Claimant claimant;
  private State state = State.IDLE;
  private int address;
  private int sent;
  private long lastConflictNs;
  private boolean defended;

  public AddressProbe(
      Arp arp, TimerWheel timers, LongSupplier random, Times times, Claimant claimant) {
    this.arp = arp;
    this.timers = timers;
    this.random = random;
    this.times = times;
    this.claimant = claimant;
    arp.observer(this);
  }

  /** Begins to look; {@link Claimant#onProbed} tells what came of it. */
  public void probe(int wanted, long nowNs) {
    address = wanted;
    state = State.PROBING;
    sent = 0;
    defended = false;
    timers.schedule(this, nowNs + between(0, times.waitNs));
  }

  /** Defends the address no more. */
  public void release() {
    timers.cancel(this);
    state = State.IDLE;
  }

  @Override
  protected void onExpiry(long nowNs) {
    if (sent == times.probes) {
      state = State.HELD;
      claimant.onProbed(address, false, nowNs);
      return;
    }
    arp.sendProbe(address);
    sent++;
    boolean last = sent == times.probes;
    timers.schedule(this, nowNs + (last ? times.lastNs : between(times.leastNs, times.mostNs)));
  }

  private long between(long least, long most) {
    return most <= least ? least : least + Math.floorMod(random.getAsLong(), most - least);
  }

  @Override
  public void onArp(int senderIp, int targetIp, long nowNs) {
    boolean rival = senderIp == IpAddresses.IPV4_ANY && targetIp == address;
    if (state == State.PROBING && (senderIp == address || rival)) {
      release();
      claimant.onProbed(address, true, nowNs);
    } else if (state == State.HELD && senderIp == address) {
      defend(nowNs);
    }
  }

  private void defend(long nowNs) {
    if (defended && nowNs - lastConflictNs < DEFEND_INTERVAL_NS) {
      release();
      claimant.onConflict(address, nowNs);
      return;
    }
    defended = true;
    lastConflictNs = nowNs;
    arp.announce(address);
  }
}
