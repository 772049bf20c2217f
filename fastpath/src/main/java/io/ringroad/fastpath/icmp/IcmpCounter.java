package io.ringroad.fastpath.icmp;

import io.ringroad.fastpath.stats.CounterDescription;
import io.ringroad.fastpath.stats.CounterTypes;

/** What ICMP counts. */
public enum IcmpCounter implements CounterDescription {
  RECEIVED("messages received"),
  ECHO_REQUESTS("echo requests received"),
  ECHO_REPLIES_SENT("echo replies sent"),
  ECHO_BROADCAST_IGNORED("echo requests dropped: sent to a broadcast address"),
  ECHO_NOT_SENT("echo replies not sent: no way back"),
  ECHO_REPLIES_UNASKED("echo replies dropped: no socket with their identifier"),
  ERRORS_RECEIVED("errors received"),
  ERRORS_DELIVERED("errors delivered to a protocol"),
  ERRORS_MALFORMED("errors dropped: the packet inside cannot be read"),
  ERRORS_FOREIGN("errors dropped: the packet inside is not ours"),
  ERRORS_IGNORED("errors ignored: source quench, redirect or unknown code"),
  RECEIVE_TRUNCATED("received messages dropped: shorter than a header"),
  RECEIVE_BAD_CHECKSUM("received messages dropped: checksum wrong"),
  RECEIVE_UNKNOWN_TYPE("received messages ignored: type without meaning here"),
  ERRORS_SENT("errors sent"),
  ERRORS_FORBIDDEN("errors not sent: RFC 1122 3.2.2 forbids it"),
  ERRORS_RATE_LIMITED("errors not sent: rate limit"),
  ERRORS_NO_FRAME("errors not sent: frame pool empty"),
  ERRORS_NOT_SENT("errors not sent: no way back");

  private final String label;

  IcmpCounter(String label) {
    this.label = "icmp " + label;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public int typeId() {
    return CounterTypes.ICMP;
  }
}
