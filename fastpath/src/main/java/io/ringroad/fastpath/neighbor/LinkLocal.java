package io.ringroad.fastpath.neighbor;

import io.ringroad.fastpath.timer.Timer;
import io.ringroad.fastpath.timer.TimerWheel;
import java.util.function.LongSupplier;

/**
 * Chooses an address of 169.254/16 that nobody on the link has (RFC 3927), and another when it is
 * taken. Used by the lane's thread alone.
 */
public final class LinkLocal extends Timer implements AddressProbe.Claimant {
  /** Of the network that all of them are in. */
  public static final int PREFIX_LENGTH = 16;

  private static final int FIRST = 0xA9FE_0100; // RFC 3927 2.1: the first and last 256 are kept
  private static final int COUNT = 0xFE00;
  private static final int MAX_CONFLICTS = 10;
  private static final long RATE_LIMIT_NS = 60_000_000_000L;

  /** Who gets the address. */
  public interface Holder {
    void onAcquired(int address, long nowNs);

    void onLost(int address, long nowNs);
  }

  private final TimerWheel timers;
  private final LongSupplier random;
  private final Holder holder;
  private final AddressProbe probe;
  private int conflicts;

  public LinkLocal(Arp arp, TimerWheel timers, LongSupplier random, Holder holder) {
    this.timers = timers;
    this.random = random;
    this.holder = holder;
    this.probe = new AddressProbe(arp, timers, random, AddressProbe.Times.RFC_5227, this);
  }

  /** Begins to look for an address. */
  public void start(long nowNs) {
    probe.probe(FIRST + Math.floorMod((int) random.getAsLong(), COUNT), nowNs);
  }

  @Override
  protected void onExpiry(long nowNs) {
    start(nowNs);
  }

  @Override
  public void onProbed(int address, boolean taken, long nowNs) {
    if (!taken) {
      conflicts = 0;
      holder.onAcquired(address, nowNs);
    } else if (++conflicts < MAX_CONFLICTS) {
      start(nowNs);
    } else {
      timers.schedule(this, nowNs + RATE_LIMIT_NS); // RFC 3927 2.2.1
    }
  }

  @Override
  public void onConflict(int address, long nowNs) {
    holder.onLost(address, nowNs);
    start(nowNs);
  }
}
