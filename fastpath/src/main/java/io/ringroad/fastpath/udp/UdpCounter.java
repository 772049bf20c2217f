package io.ringroad.fastpath.udp;

import io.ringroad.fastpath.stats.CounterDescription;
import io.ringroad.fastpath.stats.CounterTypes;

/** What UDP counts. */
public enum UdpCounter implements CounterDescription {
  RECEIVED("datagrams delivered"),
  SENT("datagrams sent"),
  RECEIVE_BAD_LENGTH("received datagrams dropped: impossible length"),
  RECEIVE_BAD_CHECKSUM("received datagrams dropped: checksum wrong"),
  RECEIVE_NO_PORT("received datagrams dropped: no socket at the port"),
  RECEIVE_BUFFER_FULL("received datagrams dropped: socket buffer full"),
  SEND_NO_DESTINATION("datagrams to send dropped: no destination"),
  SEND_FAILED("datagrams to send dropped: refused by the IP layer"),
  SEND_NO_BUFFERS("datagrams to send dropped: device backlog full"),
  ERRORS_DELIVERED("error reports told to a socket"),
  ERRORS_IGNORED("error reports ignored: soft, or no connected socket");

  private final String label;

  UdpCounter(String label) {
    this.label = "udp " + label;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public int typeId() {
    return CounterTypes.UDP;
  }
}
