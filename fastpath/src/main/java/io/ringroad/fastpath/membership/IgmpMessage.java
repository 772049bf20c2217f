package io.ringroad.fastpath.membership;

import io.ringroad.fastpath.group.SourceList;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.ffm.NativeMemory;

/**
 * Numbers of IGMP, and its queries read (RFC 3376 4.1).
 *
 * <pre>
 *   0               1               2               3
 *   +---------------+---------------+-------------------------------+
 *   | type 0x11     | max resp code | checksum                      |  0
 *   +---------------+---------------+-------------------------------+
 *   | group, or 0                                                   |  4   versions 1, 2: 8 bytes
 *   +-------+-+-----+---------------+-------------------------------+
 *   | 0     |S| QRV | QQIC          | number of sources             |  8
 *   +-------+-+-----+---------------+-------------------------------+
 *   | sources                                                       | 12   version 3
 *   +---------------------------------------------------------------+
 * </pre>
 */
final class IgmpMessage {
  static final int QUERY = 0x11;
  static final int REPORT_V1 = 0x12;
  static final int REPORT_V2 = 0x16;
  static final int LEAVE = 0x17;
  static final int REPORT = 0x22;

  static final int CODE = 1;
  static final int CHECKSUM = 2;

  /** What versions 1 and 2 call the group. */
  static final int REST = 4;

  /** Bytes of the shortest message. */
  static final int MIN_BYTES = 8;

  private static final int ROBUSTNESS = 8;
  private static final int ROBUSTNESS_MASK = 7;
  private static final int INTERVAL = 9;
  private static final int COUNT = 10;
  private static final int SOURCES = 12;
  private static final long CODE_NS = 100_000_000L; // RFC 3376 4.1.1: units of 1/10 second
  private static final long SECOND_NS = 1_000_000_000L;
  private static final long SIMPLE_RESPONSE_NS = 10 * SECOND_NS; // RFC 3376 7.2.1

  private IgmpMessage() {}

  /** The query at {@code at}, null if it is none (RFC 3376 7.1 tells the versions apart). */
  static Query query(long at, int length) {
    int code = NativeMemory.getUnsignedByte(at + CODE);
    int group = NativeMemory.getIntBe(at + REST);
    if (length == MIN_BYTES) {
      return code == 0
          ? older(Query.SIMPLE, SIMPLE_RESPONSE_NS, 0) // its group field means nothing
          : group == 0 || IpAddresses.isIpv4Multicast(group)
              ? older(Query.GROUPS, code * CODE_NS, group)
              : null;
    }
    if (length < SOURCES) {
      return null;
    }
    int count = NativeMemory.getUnsignedShortBe(at + COUNT);
    boolean consistent = group == 0 ? count == 0 : IpAddresses.isIpv4Multicast(group);
    if (!consistent || SOURCES + count * Integer.BYTES > length) {
      return null;
    }
    int[] sources = new int[count];
    for (int i = 0; i < count; i++) {
      sources[i] = NativeMemory.getIntBe(at + SOURCES + i * Integer.BYTES);
    }
    return new Query(
        Query.SOURCES,
        Math.max(1, Query.decode8(code) * CODE_NS),
        IpAddresses.IPV4_HIGH,
        IpAddresses.mapIpv4(group),
        SourceList.ofIpv4(sources),
        NativeMemory.getUnsignedByte(at + ROBUSTNESS) & ROBUSTNESS_MASK,
        Query.decode8(NativeMemory.getUnsignedByte(at + INTERVAL)) * SECOND_NS);
  }

  private static Query older(int version, long maxResponseNs, int group) {
    long low = IpAddresses.mapIpv4(group);
    return new Query(version, maxResponseNs, IpAddresses.IPV4_HIGH, low, SourceList.EMPTY, 0, 0);
  }
}
