package io.ringroad.fastpath.ping;

import io.ringroad.fastpath.stats.CounterDescription;
import io.ringroad.fastpath.stats.CounterTypes;

/** What ping sockets count. */
public enum PingCounter implements CounterDescription {
  RECEIVED("echo replies delivered"),
  RECEIVE_BUFFER_FULL("echo replies dropped: socket buffer full"),
  SENT("echo requests sent"),
  SEND_NO_DESTINATION("echo requests dropped: no destination"),
  SEND_FAILED("echo requests dropped: refused by the IP layer, or no echo request"),
  SEND_NO_BUFFERS("echo requests dropped: device backlog full"),
  ERRORS_DELIVERED("error reports told to a socket");

  private final String label;

  PingCounter(String label) {
    this.label = "ping " + label;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public int typeId() {
    return CounterTypes.PING;
  }
}
