package io.ringroad.fastpath.raw;

import io.ringroad.fastpath.stats.CounterDescription;
import io.ringroad.fastpath.stats.CounterTypes;

/** What raw sockets count. */
public enum RawCounter implements CounterDescription {
  RECEIVED("packets delivered to a socket"),
  SHARED("packets given to sockets of other lanes"),
  RECEIVE_FILTERED("packets not delivered: ICMP_FILTER, or a group not joined"),
  RECEIVE_BUFFER_FULL("received packets dropped: socket buffer full"),
  RECEIVE_NO_FRAME("copies of received packets not made: frame pool empty"),
  SENT("packets sent"),
  SEND_NO_DESTINATION("packets to send dropped: no destination"),
  SEND_FAILED("packets to send dropped: refused by the IP layer"),
  SEND_NO_BUFFERS("packets to send dropped: device backlog full"),
  ERRORS_DELIVERED("error reports told to a socket"),
  ERRORS_NOT_SHARED("error reports not told to other lanes: frame pool empty");

  private final String label;

  RawCounter(String label) {
    this.label = "raw " + label;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public int typeId() {
    return CounterTypes.RAW;
  }
}
