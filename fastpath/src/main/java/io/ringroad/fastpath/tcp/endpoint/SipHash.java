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

  private static final int COMPRESSION_ROUNDS = 2;
  private static final int FINALIZATION_ROUNDS = 4;

  private final long key0;
  private final long key1;

  public SipHash(long key0, long key1) {
    this.key0 = key0;
    this.key1 = key1;
  }

  /** Hash of one word. */
  public long hash(long word) {
    return hash(1, word, 0, 0, 0, 0);
  }

  /** Hash of five words: two addresses of two words each, and the ports. */
  public long hash(long first, long second, long third, long fourth, long fifth) {
    return hash(5, first, second, third, fourth, fifth);
  }

  /** Two rounds for each word and for the length that follows them, and four at the end. */
  private long hash(int words, long first, long second, long third, long fourth, long fifth) {
    long v0 = key0 ^ INIT_0;
    long v1 = key1 ^ INIT_1;
    long v2 = key0 ^ INIT_2;
    long v3 = key1 ^ INIT_3;
    int absorbing = COMPRESSION_ROUNDS * (words + 1);
    long word = 0;
    for (int round = 0; round < absorbing + FINALIZATION_ROUNDS; round++) {
      if (round == absorbing) {
        v2 ^= 0xff;
      }
      boolean absorbs = round < absorbing;
      boolean begins = (round & 1) == 0;
      if (absorbs && begins) {
        int index = round / COMPRESSION_ROUNDS;
        word =
            index == words
                ? (long) words * Long.BYTES << 56
                : switch (index) {
                  case 0 -> first;
                  case 1 -> second;
                  case 2 -> third;
                  case 3 -> fourth;
                  default -> fifth;
                };
        v3 ^= word;
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
      if (absorbs && !begins) {
        v0 ^= word;
      }
    }
    return v0 ^ v1 ^ v2 ^ v3;
  }
}
