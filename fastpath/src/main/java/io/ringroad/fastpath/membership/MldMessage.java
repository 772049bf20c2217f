package io.ringroad.fastpath.membership;

import io.ringroad.fastpath.group.SourceList;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.ffm.NativeMemory;

/**
 * MLD's queries read (RFC 3810 5.1).
 *
 * <pre>
 *   0               1               2               3
 *   +---------------+---------------+-------------------------------+
 *   | type 130      | 0             | checksum                      |  0
 *   +---------------+---------------+-------------------------------+
 *   | max response code             | 0                             |  4
 *   +-------------------------------+-------------------------------+
 *   | group, or ::                                                  |  8   version 1: 24 bytes
 *   +-------+-+-----+---------------+-------------------------------+
 *   | 0     |S| QRV | QQIC          | number of sources             | 24
 *   +-------+-+-----+---------------+-------------------------------+
 *   | sources                                                       | 28   version 2
 *   +---------------------------------------------------------------+
 * </pre>
 */
final class MldMessage {
  static final int CHECKSUM = 2;
  static final int GROUP = 8;

  /** Bytes of a message of version 1. */
  static final int OLDER_BYTES = 24;

  private static final int MAX_RESPONSE = 4;
  private static final int ROBUSTNESS = 24;
  private static final int ROBUSTNESS_MASK = 7;
  private static final int INTERVAL = 25;
  private static final int COUNT = 26;
  private static final int SOURCES = 28;
  private static final int ADDRESS_BYTES = 16;
  private static final long MS_NS = 1_000_000L;
  private static final long SECOND_NS = 1_000_000_000L;

  private MldMessage() {}

  /** The query at {@code at}, null if it is none (RFC 3810 8.1 tells the versions apart). */
  static Query query(long at, int length) {
    boolean older = length == OLDER_BYTES;
    if (!older && length < SOURCES) {
      return null;
    }
    int count = older ? 0 : NativeMemory.getUnsignedShortBe(at + COUNT);
    long high = NativeMemory.getLongBe(at + GROUP);
    long low = NativeMemory.getLongBe(at + GROUP + Long.BYTES);
    boolean consistent = IpAddresses.isZero(high, low) ? count == 0 : isGroup(high, low);
    if (!consistent || !older && SOURCES + count * ADDRESS_BYTES > length) {
      return null;
    }
    int code = NativeMemory.getUnsignedShortBe(at + MAX_RESPONSE);
    long maxResponseNs = Math.max(1, (older ? code : Query.decode16(code)) * MS_NS);
    if (older) {
      return new Query(Query.GROUPS, maxResponseNs, high, low, SourceList.EMPTY, 0, 0);
    }
    long[] sources = new long[2 * count];
    for (int i = 0; i < sources.length; i++) {
      sources[i] = NativeMemory.getLongBe(at + SOURCES + (long) i * Long.BYTES);
    }
    return new Query(
        Query.SOURCES,
        maxResponseNs,
        high,
        low,
        SourceList.of(sources),
        NativeMemory.getUnsignedByte(at + ROBUSTNESS) & ROBUSTNESS_MASK,
        Query.decode8(NativeMemory.getUnsignedByte(at + INTERVAL)) * SECOND_NS);
  }

  private static boolean isGroup(long high, long low) {
    return !IpAddresses.isIpv4(high, low) && IpAddresses.isMulticast(high, low);
  }
}
