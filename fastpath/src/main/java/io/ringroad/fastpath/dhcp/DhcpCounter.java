package io.ringroad.fastpath.dhcp;

import io.ringroad.fastpath.stats.CounterDescription;
import io.ringroad.fastpath.stats.CounterTypes;

/** What a DHCP client counts. */
public enum DhcpCounter implements CounterDescription {
  DISCOVERS_SENT("DISCOVER sent"),
  REQUESTS_SENT("REQUEST sent"),
  DECLINES_SENT("DECLINE sent"),
  RELEASES_SENT("RELEASE sent"),
  OFFERS_RECEIVED("OFFER received"),
  ACKS_RECEIVED("ACK received"),
  NAKS_RECEIVED("NAK received"),
  MALFORMED("messages dropped: malformed"),
  NOT_FOR_US("messages dropped: of another client or exchange, or not expected now"),
  LEASES_LOST("leases that ended without another"),
  NOT_SENT("messages not sent: no frame, or no way to the server");

  private final String label;

  DhcpCounter(String label) {
    this.label = "dhcp " + label;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public int typeId() {
    return CounterTypes.DHCP;
  }
}
