package io.ringroad.fastpath.dhcp;

/** What a message is (RFC 2132 9.6): the constants stand at their numbers. */
enum DhcpType {
  NONE,
  DISCOVER,
  OFFER,
  REQUEST,
  DECLINE,
  ACK,
  NAK,
  RELEASE,
  INFORM;

  private static final DhcpType[] ALL = values();

  static DhcpType of(int number) {
    return number > 0 && number < ALL.length ? ALL[number] : NONE;
  }
}
