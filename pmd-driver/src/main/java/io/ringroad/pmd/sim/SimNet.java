package io.ringroad.pmd.sim;

import io.ringroad.pmd.FramePool;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.NanoClock;

/**
 * A simulated network and its clock. Time stands still while participants work, and jumps to the
 * next event when all of them have come to rest: the arrival of a frame, or a participant's
 * deadline. Everything happens on the caller's thread, in an order that depends on the seed alone.
 *
 * <pre>{@code
 * SimNet net = new SimNet(42);
 * SimNic a = net.nic("a", poolA);
 * SimNic b = net.nic("b", poolB);
 * net.link(a, b).profile(LinkProfile.DEFAULT.withDelayNs(50_000).withLoss(0.01));
 * net.attach(engineA);
 * net.attach(engineB);
 * net.runUntil(() -> done, 10_000_000_000L);
 * }</pre>
 */
public final class SimNet {
  /**
   * The time at which a simulation starts, so that 0 and negative times can mean something else.
   */
  public static final long START_NS = 1_000_000_000L;

  private static final int MAX_ROUNDS = 1_000_000;
  private static final long LEAST_STEP_NS = 1_000;
  private static final long FIRST_MAC = 0x02_00_00_00_00_01L; // locally administered, unicast

  private final SplittableRandom random;
  private final FlightQueue flights = new FlightQueue();
  private final List<SimParticipant> attached = new ArrayList<>();
  private SimParticipant[] participants = {};
  private int nics;
  private long nowNs = START_NS;

  /**
   * @param seed of all randomness in this network; the same seed repeats the same run
   */
  public SimNet(long seed) {
    random = new SplittableRandom(seed);
  }

  /** The virtual time, nanoseconds. */
  public long nowNs() {
    return nowNs;
  }

  /** The virtual time as the clock of a lane. */
  public NanoClock clock() {
    return this::nowNs;
  }

  /** A device with one queue and the next free address: 02:00:00:00:00:01 and on. */
  public SimNic nic(String name, FramePool pool) {
    return nic(name, pool, 1);
  }

  /** A device with {@code queues} queues; see {@link SimNic#steering} for how they are fed. */
  public SimNic nic(String name, FramePool pool, int queues) {
    return new SimNic(name, FIRST_MAC + nics++, pool, queues);
  }

  /** Connects two devices, each of which may have one link. */
  public SimLink link(SimNic first, SimNic second) {
    SimPath forward = new SimPath(this, second, random.split());
    SimPath backward = new SimPath(this, first, random.split());
    first.connect(forward);
    second.connect(backward);
    return new SimLink(forward, backward);
  }

  /** From now on the participant is called whenever something may have happened. */
  public void attach(SimParticipant participant) {
    attached.add(participant);
    participants = attached.toArray(SimParticipant[]::new);
  }

  /** The participant is called no more. */
  public void detach(SimParticipant participant) {
    attached.remove(participant);
    participants = attached.toArray(SimParticipant[]::new);
  }

  /** Lets {@code durationNs} pass. */
  public void runFor(long durationNs) {
    runUntil(nowNs + durationNs);
  }

  /** Runs until the clock shows {@code timeNs}; all that happens at that instant is done. */
  public void runUntil(long timeNs) {
    settle();
    while (nextEventNs() <= timeNs) {
      advance();
    }
    if (nowNs < timeNs) {
      nowNs = timeNs;
      settle();
    }
  }

  /**
   * Runs until the condition holds, which is asked when everything has come to rest.
   *
   * @param limitNs most time that may pass
   * @return whether it holds
   */
  public boolean runUntil(BooleanSupplier condition, long limitNs) {
    long endNs = nowNs + limitNs;
    settle();
    while (!condition.getAsBoolean()) {
      long next = nextEventNs();
      if (next > endNs) {
        runUntil(endNs);
        return condition.getAsBoolean();
      }
      advance();
    }
    return true;
  }

  /**
   * When the next frame arrives or a participant must be called, {@link Long#MAX_VALUE} if never.
   */
  public long nextEventNs() {
    long next = flights.firstArrivalNs();
    for (SimParticipant participant : participants) {
      long deadline = participant.nextDeadlineNs();
      // It had its call at this instant: if it answers with a bound that has passed, time must go
      // on.
      next = Math.min(next, deadline > nowNs ? deadline : nowNs + LEAST_STEP_NS);
    }
    return next;
  }

  /** Jumps to the next event and lets everything come to rest there. */
  public void advance() {
    long next = nextEventNs();
    if (next == Long.MAX_VALUE) {
      throw new IllegalStateException("nothing will ever happen: no frame travels, no timer runs");
    }
    nowNs = next;
    settle();
  }

  /** Does all there is to do at this instant. */
  public void settle() {
    for (int round = 0; round < MAX_ROUNDS; round++) {
      int work = deliverDue();
      for (SimParticipant participant : participants) {
        work += participant.step(nowNs);
      }
      if (work == 0) {
        return;
      }
    }
    throw new IllegalStateException("the participants do not come to rest at " + nowNs + " ns");
  }

  private int deliverDue() {
    int delivered = 0;
    while (flights.firstArrivalNs() <= nowNs) {
      Flight flight = flights.removeFirst();
      flight.path.deliver(flight);
      delivered++;
    }
    return delivered;
  }

  void launch(Flight flight, long arrivalNs) {
    flights.add(flight, arrivalNs);
  }
}
