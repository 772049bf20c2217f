package io.ringroad.fastpath.lane;

import io.ringroad.fastpath.stats.CounterDescription;
import io.ringroad.fastpath.stats.CounterTypes;

/** What a lane counts for itself. */
public enum LaneCounter implements CounterDescription {
  CYCLES("cycles"),
  BUSY_CYCLES("cycles in which there was work"),
  COMMANDS("commands from other threads"),
  SOCKETS("open sockets"),
  SOCKETS_REFUSED("sockets refused: table full"),
  HANDED_OVER("frames handed over to other lanes"),
  SHARED("references to packets given to other lanes"),
  HAND_OVER_FULL("frames dropped: another lane's ring full"),
  HAND_OVER_NO_FRAME("copies for other lanes not made: frame pool empty");

  private final String label;

  LaneCounter(String label) {
    this.label = "lane " + label;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public int typeId() {
    return CounterTypes.LANE;
  }
}
