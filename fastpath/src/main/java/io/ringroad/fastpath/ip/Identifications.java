package io.ringroad.fastpath.ip;

/**
 * The identification field of packets that may be fragmented (RFC 791 3.2, RFC 6864): a counter for
 * each of some groups of address pairs, so that one peer learns little of what others are sent, and
 * a pair sees all values before one comes again.
 */
final class Identifications {
  private static final int GROUPS = 256;

  private final char[] counters = new char[GROUPS];
  private final long seed;

  Identifications(long seed) {
    this.seed = seed;
    long value = seed;
    for (int i = 0; i < GROUPS; i++) {
      value = value * 0x5851_F42D_4C95_7F2DL + 0x1405_7B7E_F767_814FL;
      counters[i] = (char) (value >>> 48);
    }
  }

  int next(int source, int destination) {
    long pair = (long) source << 32 | Integer.toUnsignedLong(destination);
    long hash = (pair ^ seed) * 0x9E37_79B9_7F4A_7C15L;
    return counters[(int) (hash >>> 56)]++;
  }
}
