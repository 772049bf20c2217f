package io.ringroad.shim.script;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Lets virtual time pass: drives the lane to where nothing is left to do at a moment, and then to
 * the next moment at which something is.
 */
final class Playground {
  private static final int MAX_CYCLES = 200_000;
  private static final int MAX_STEPS = 2_000_000;

  private final World world;
  private final Network network;
  private final List<BlockedCall> blocked = new ArrayList<>();

  Playground(World world, Network network) {
    this.world = world;
    this.network = network;
  }

  /** What is told when a blocking call returns. */
  interface Returns {
    void onReturn(BlockedCall call);
  }

  void begin(BlockedCall call) {
    blocked.add(call);
  }

  /** Calls that have not returned. */
  List<BlockedCall> blocked() {
    return blocked;
  }

  /** Drives the lane until nothing is left to do now, and every thread sleeps. */
  void settle(Returns returns) {
    for (int i = 0; i < MAX_CYCLES; i++) {
      boolean busy = world.cycle() > 0;
      busy |= network.collect();
      busy |= world.nextDeadlineNs() <= world.elapsedNs();
      busy |= unsettledCalls(busy);
      busy |= finish(returns);
      if (!busy) {
        return;
      }
    }
    throw new IllegalStateException(
        "the engine finds no rest at " + Trace.seconds(world.elapsedNs()));
  }

  /** Whether a call goes on. */
  private boolean unsettledCalls(boolean somethingHappened) {
    boolean any = false;
    for (BlockedCall call : blocked) {
      if (somethingHappened) {
        call.unsettle();
      }
      if (!world.isSettled(call)) {
        any = true;
        Thread.yield();
      }
    }
    return any;
  }

  private boolean finish(Returns returns) {
    boolean any = false;
    for (Iterator<BlockedCall> each = blocked.iterator(); each.hasNext(); ) {
      BlockedCall call = each.next();
      if (call.isDone()) {
        each.remove();
        returns.onReturn(call);
        any = true;
      }
    }
    return any;
  }

  /**
   * Moves time to the next moment at which the lane or a call has something to do, but not beyond
   * the limit.
   *
   * @param limitNs since the beginning of the script
   * @return false if the limit was reached and nothing is left to do there
   */
  boolean step(long limitNs, Returns returns) {
    long nextNs = world.nextDeadlineNs();
    for (BlockedCall call : blocked) {
      nextNs = Math.min(nextNs, world.deadlineNs(call));
    }
    boolean beyond = nextNs > limitNs;
    world.elapsedNs(beyond ? limitNs : nextNs);
    blocked.forEach(BlockedCall::unsettle);
    settle(returns);
    return !beyond;
  }

  /** Lets time pass until a moment of the script. */
  void advanceTo(long elapsedNs, Returns returns) {
    for (int i = 0; i < MAX_STEPS; i++) {
      if (!step(elapsedNs, returns)) {
        return;
      }
    }
    throw new IllegalStateException("too many timers before " + Trace.seconds(elapsedNs));
  }
}
