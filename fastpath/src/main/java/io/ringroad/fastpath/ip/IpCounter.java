package io.ringroad.fastpath.ip;

import io.ringroad.fastpath.stats.CounterDescription;
import io.ringroad.fastpath.stats.CounterTypes;

/** What the Internet layer counts. */
public enum IpCounter implements CounterDescription {
  RECEIVED("packets received"),
  DELIVERED("packets delivered to a protocol"),
  SENT("packets sent"),
  RECEIVE_TRUNCATED("received packets dropped: shorter than a header"),
  RECEIVE_BAD_VERSION("received packets dropped: of another version"),
  RECEIVE_BAD_HEADER_LENGTH("received packets dropped: impossible header length"),
  RECEIVE_BAD_TOTAL_LENGTH("received packets dropped: impossible total length"),
  RECEIVE_BAD_CHECKSUM("received packets dropped: header checksum wrong"),
  RECEIVE_BAD_OPTIONS("received packets dropped: malformed options"),
  RECEIVE_SOURCE_ROUTED("received packets dropped: source route option"),
  RECEIVE_NO_NEXT_HEADER("received packets dropped: no header behind the last one"),
  RECEIVE_MARTIAN_SOURCE("received packets dropped: impossible source address"),
  RECEIVE_MARTIAN_DESTINATION("received packets dropped: impossible destination address"),
  RECEIVE_OTHER_HOST("received packets dropped: not for this host"),
  RECEIVE_UNICAST_TO_GROUP("received packets dropped: unicast in an Ethernet broadcast"),
  RECEIVE_UNKNOWN_PROTOCOL("received packets dropped: unknown protocol"),
  SEND_NO_ROUTE("packets to send dropped: no way to the destination"),
  SEND_TOO_BIG("packets to send dropped: larger than the MTU"),
  SEND_BAD_HEADER("packets to send dropped: no IP header where the sender promised one"),
  SEND_QUEUE_FULL("packets to send dropped: device backlog full"),
  FRAGMENTED("packets sent in fragments"),
  FRAGMENTS_MADE("fragments made of packets to send"),
  FRAGMENT_NO_FRAME("packets to send dropped: no frame for a piece of them"),
  LOOPBACK_SENT("packets sent to this host itself"),
  LOOPBACK_FULL("packets to this host itself dropped: queue full"),
  LOOPBACK_NO_FRAME("packets to this host itself dropped: frame pool empty"),
  ERRORS_UNKNOWN_PROTOCOL("error reports dropped: for an unknown protocol");

  private final String label;

  IpCounter(String label) {
    this.label = "ip " + label;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public int typeId() {
    return CounterTypes.IP;
  }
}
