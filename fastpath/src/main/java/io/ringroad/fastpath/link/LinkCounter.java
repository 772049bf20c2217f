package io.ringroad.fastpath.link;

import io.ringroad.fastpath.stats.CounterDescription;
import io.ringroad.fastpath.stats.CounterTypes;

/** What the Ethernet layer counts. */
public enum LinkCounter implements CounterDescription {
  RECEIVED("frames received"),
  SENT("frames sent"),
  RECEIVE_RUNT("received frames dropped: shorter than an Ethernet header"),
  RECEIVE_OTHER_HOST("received frames dropped: for another station"),
  RECEIVE_MULTICAST_FILTERED("received frames dropped: for a multicast group nobody joined"),
  RECEIVE_BAD_SOURCE("received frames dropped: source is a group address"),
  RECEIVE_UNKNOWN_TYPE("received frames dropped: unknown EtherType"),
  RECEIVE_UNKNOWN_VLAN("received frames dropped: of a VLAN that is not configured"),
  RECEIVE_LENGTH_FIELD("received frames dropped: an IEEE 802.3 length instead of a type"),
  RECEIVE_SEGMENTED("received frames dropped: more than one segment"),
  SEND_QUEUE_FULL("frames to send dropped: transmit backlog full");

  private final String label;

  LinkCounter(String label) {
    this.label = "link " + label;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public int typeId() {
    return CounterTypes.LINK;
  }
}
