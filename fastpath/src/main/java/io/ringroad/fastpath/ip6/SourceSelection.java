package io.ringroad.fastpath.ip6;

/**
 * Which of two addresses of an interface to send from (RFC 6724 5). Rules 4 and 7 are about mobile
 * and temporary addresses, of which there are none, and rule 5 about other interfaces' addresses,
 * which are no candidates.
 */
final class SourceSelection {
  private static final int LINK_LOCAL_SCOPE = 2;
  private static final int SITE_LOCAL_SCOPE = 5;
  private static final int GLOBAL_SCOPE = 14;

  private SourceSelection() {}

  /** Whether {@code a} is better than {@code b}; false if they are as good. */
  static boolean isBetter(InterfaceAddress a, InterfaceAddress b, long high, long low) {
    if (a.is(high, low) || b.is(high, low)) {
      return a.is(high, low); // rule 1: the destination's own address
    }
    int scopeA = scope(a.high(), a.low());
    int scopeB = scope(b.high(), b.low());
    if (scopeA != scopeB) { // rule 2: appropriate scope
      int wanted = scope(high, low);
      return scopeA < scopeB ? scopeA >= wanted : scopeB < wanted;
    }
    if (a.isDeprecated() != b.isDeprecated()) { // rule 3
      return b.isDeprecated();
    }
    int label = label(high, low);
    boolean matchesA = label(a.high(), a.low()) == label;
    boolean matchesB = label(b.high(), b.low()) == label;
    if (matchesA != matchesB) { // rule 6: matching label
      return matchesA;
    }
    return commonPrefix(a, high, low) > commonPrefix(b, high, low); // rule 8
  }

  /** RFC 6724 3.1. */
  static int scope(long high, long low) {
    if (high >>> 56 == 0xFF) {
      return (int) (high >>> 48) & 0xF;
    }
    if (high >>> 54 == 0x3FA || high == 0 && low == 1) {
      return LINK_LOCAL_SCOPE; // 3.4: the loopback address too
    }
    return high >>> 54 == 0x3FB ? SITE_LOCAL_SCOPE : GLOBAL_SCOPE;
  }

  /** The default policy table (RFC 6724 2.1). */
  static int label(long high, long low) {
    if (high == 0 && low >>> 32 == 0) {
      return low == 1 ? 0 : 3; // ::1, ::/96
    }
    if (high == 0 && low >>> 32 == 0xFFFF) {
      return 4; // ::ffff:0:0/96
    }
    if (high >>> 48 == 0x2002) {
      return 2;
    }
    if (high >>> 32 == 0x2001_0000L) {
      return 5;
    }
    if (high >>> 57 == 0xFC >>> 1) {
      return 13; // fc00::/7
    }
    if (high >>> 54 == 0x3FB) {
      return 11; // fec0::/10
    }
    return high >>> 48 == 0x3FFE ? 12 : 1;
  }

  /** RFC 6724 2.2: of the prefixes, at most 64 bits; identifiers of hosts say nothing. */
  private static int commonPrefix(InterfaceAddress address, long high, long low) {
    return Long.numberOfLeadingZeros(address.high() ^ high);
  }
}
