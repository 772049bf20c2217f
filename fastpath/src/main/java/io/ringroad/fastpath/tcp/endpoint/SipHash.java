package io.ringroad.fastpath.tcp.endpoint;

/**
 * SipHash-2-4 over whole 64-bit words (Aumasson and Bernstein, 2012): a keyed hash whose output
 * tells nothing about the key. It scatters initial sequence numbers, timestamp offsets and table
 * slots, none of which a stranger may predict. Words are little-endian, so that n words equal the
 * 8n bytes of the reference. Immutable; free of allocation.
 */
public final class SipHash {

  private static final long INIT_0 = 0x736f6d6570736575L;
  private static final long INIT_1 = 0x646f72616e646f6dL;
  private static final long INIT_2 = 0x6c7967656e657261L;
  private static final long INIT_3 = 0x7465646279746573L;

  private final long key0;
  private final long key1;

  public SipHash(long key0, long key1) {
    this.key0 = key0;
    this.key1 = key1;
  }

  /** Hash of one word. */
  public long hash(long word) {
    long v0 = key0 ^ INIT_0;
    long v1 = key1 ^ INIT_1;
    long v2 = key0 ^ INIT_2;
    long v3 = key1 ^ INIT_3 ^ word;
    for (int round = 0; round < 2; round++) {
      v0 += v1;
      v2 += v3;
      v1 = Long.rotateLeft(v1, 13) ^ v0;
      v3 = Long.rotateLeft(v3, 16) ^ v2;
      v0 = Long.rotateLeft(v0, 32);
      v2 += v1;
      v0 += v3;
      v1 = Long.rotateLeft(v1, 17) ^ v2;
      v3 = Long.rotateLeft(v3, 21) ^ v0;
      v2 = Long.rotateLeft(v2, 32);
    }
    v0 ^= word;
    return finish(v0, v1, v2, v3, 8);
  }

  /** Hash of five words: two addresses of two words each, and the ports. */
  public long hash(long first, long second, long third, long fourth, long fifth) {
    long v0 = key0 ^ INIT_0;
    long v1 = key1 ^ INIT_1;
    long v2 = key0 ^ INIT_2;
    long v3 = key1 ^ INIT_3;
    for (int word = 0; word < 5; word++) {
      long m =
          switch (word) {
            case 0 -> first;
            case 1 -> second;
            case 2 -> third;
            case 3 -> fourth;
            default -> fifth;
          };
      v3 ^= m;
      for (int round = 0; round < 2; round++) {
        v0 += v1;
        v2 += v3;
        v1 = Long.rotateLeft(v1, 13) ^ v0;
        v3 = Long.rotateLeft(v3, 16) ^ v2;
        v0 = Long.rotateLeft(v0, 32);
        v2 += v1;
        v0 += v3;
        v1 = Long.rotateLeft(v1, 17) ^ v2;
        v3 = Long.rotateLeft(v3, 21) ^ v0;
        v2 = Long.rotateLeft(v2, 32);
      }
      v0 ^= m;
    }
    return finish(v0, v1, v2, v3, 40);
  }

  private static long finish(long a, long b, long c, long d, int lengthBytes) {
    long v0 = a;
    long v1 = b;
    long v2 = c;
    long last = (long) lengthBytes << 56;
    long v3 = d ^ last;
    for (int round = 0; round < 6; round++) {
      if (round == 2) {
        v0 ^= last;
        v2 ^= 0xff;
      }
      v0 += v1;
      v2 += v3;
      v1 = Long.rotateLeft(v1, 13) ^ v0;
      v3 = Long.rotateLeft(v3, 16) ^ v2;
      v0 = Long.rotateLeft(v0, 32);
      v2 += v1;
      v0 += v3;
      v1 = Long.rotateLeft(v1, 17) ^ v2;
      v3 = Long.rotateLeft(v3, 21) ^ v0;
      v2 = Long.rotateLeft(v2, 32);
    }
    return v0 ^ v1 ^ v2 ^ v3;
  }
}
