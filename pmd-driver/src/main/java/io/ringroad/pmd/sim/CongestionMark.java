package io.ringroad.pmd.sim;

/**
 * The mark of a router that is congested, set in the bytes of an Ethernet frame with an IPv4 packet
 * whose sender understands ECN. RFC 3168 5.
 */
final class CongestionMark {
  private static final int ETHER_TYPE = 12;
  private static final int IP_HEADER = 14;
  private static final int TRAFFIC_CLASS = IP_HEADER + 1;
  private static final int CHECKSUM = IP_HEADER + 10;
  private static final int IPV4_HEADER_BYTES = 20;
  private static final int NOT_ECT = 0;
  private static final int CE = 3;

  private CongestionMark() {}

  /** Sets the mark; returns false if the packet may not have one. */
  static boolean set(byte[] frame, int length) {
    boolean ipv4 =
        length >= IP_HEADER + IPV4_HEADER_BYTES
            && frame[ETHER_TYPE] == 8
            && frame[ETHER_TYPE + 1] == 0;
    if (!ipv4 || (frame[TRAFFIC_CLASS] & CE) == NOT_ECT) {
      return false;
    }
    int added = CE - (frame[TRAFFIC_CLASS] & CE);
    frame[TRAFFIC_CLASS] |= CE;
    // RFC 1624 3: HC' = ~(~HC + ~m + m'); the low byte of the word has grown by `added`.
    int sum = (~checksum(frame) & 0xFFFF) + added;
    int folded = ~(sum + (sum >>> 16)) & 0xFFFF;
    frame[CHECKSUM] = (byte) (folded >>> 8);
    frame[CHECKSUM + 1] = (byte) folded;
    return true;
  }

  private static int checksum(byte[] frame) {
    return (frame[CHECKSUM] & 0xFF) << 8 | frame[CHECKSUM + 1] & 0xFF;
  }
}
