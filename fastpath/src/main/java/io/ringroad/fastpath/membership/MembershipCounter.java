package io.ringroad.fastpath.membership;

import io.ringroad.fastpath.stats.CounterDescription;
import io.ringroad.fastpath.stats.CounterTypes;

/** What the reporting of multicast groups counts. */
public enum MembershipCounter implements CounterDescription {
  QUERIES_RECEIVED("queries received"),
  OLDER_QUERIES_RECEIVED("queries received that were of an older version"),
  REPORTS_SENT("reports sent"),
  OLDER_REPORTS_SENT("reports of an older version sent"),
  LEAVES_SENT("leave and done messages sent"),
  OTHERS_REPORTS("reports of other hosts received"),
  REPORTS_SUPPRESSED("reports not sent: another host's was heard"),
  RECEIVE_MALFORMED("messages dropped: malformed"),
  RECEIVE_BAD_CHECKSUM("messages dropped: checksum wrong"),
  RECEIVE_BAD_ORIGIN("messages dropped: not as a router on the link sends them"),
  RECEIVE_IGNORED("messages dropped: of a type that is not for hosts"),
  NO_FRAME("messages not sent: frame pool empty");

  private final String label;

  MembershipCounter(String label) {
    this.label = "membership " + label;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public int typeId() {
    return CounterTypes.MEMBERSHIP;
  }
}
