package io.ringroad.fastpath.membership;

import io.ringroad.fastpath.group.SourceList;
import io.ringroad.fastpath.wire.IpAddresses;

/**
 * What a multicast router asks.
 *
 * @param version {@link #SOURCES} or an older one
 * @param maxResponseNs the time within which to answer, more than 0
 * @param groupHigh the group asked for, unspecified for all
 * @param groupLow its other half
 * @param sources those asked for, none for all
 * @param robustness how often to say what may be lost, 0 if the querier does not say
 * @param intervalNs from one general query to the next, 0 if the querier does not say
 */
record Query(
    int version,
    long maxResponseNs,
    long groupHigh,
    long groupLow,
    SourceList sources,
    int robustness,
    long intervalNs) {
  /** IGMPv1. */
  static final int SIMPLE = 1;

  /** IGMPv2 and MLDv1. */
  static final int GROUPS = 2;

  /** IGMPv3 and MLDv2. */
  static final int SOURCES = 3;

  private static final int FLOAT_8 = 0x80;
  private static final int FLOAT_16 = 0x8000;

  /** Whether all groups are asked for. */
  boolean isGeneral() {
    return IpAddresses.isUnspecified(groupHigh, groupLow);
  }

  /** A small floating-point number of 8 bits (RFC 3376 4.1.1, 4.1.7). */
  static int decode8(int code) {
    return code < FLOAT_8 ? code : (code & 0xF | 0x10) << (code >> 4 & 7) + 3;
  }

  /** The same of 16 bits (RFC 3810 5.1.3). */
  static int decode16(int code) {
    return code < FLOAT_16 ? code : (code & 0xFFF | 0x1000) << (code >> 12 & 7) + 3;
  }
}
