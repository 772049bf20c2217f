package io.ringroad.fastpath.lane;

import io.ringroad.pmd.sim.SimParticipant;

/**
 * A lane in virtual time: the simulated network drives it.
 *
 * @param lane whose clock is the network's
 */
public record SimLane(Lane lane) implements SimParticipant {
  @Override
  public int step(long nowNs) {
    return lane.doWork(nowNs);
  }

  @Override
  public long nextDeadlineNs() {
    return lane.nextDeadlineNs();
  }
}
