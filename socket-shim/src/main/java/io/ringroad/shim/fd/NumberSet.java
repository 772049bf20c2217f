package io.ringroad.shim.fd;

import java.util.Arrays;

/** The numbers in use, as bits, so that the lowest free one is found quickly. Not thread-safe. */
final class NumberSet {
  private long[] words = new long[16];
  private int firstWordWithRoom;

  /**
   * Takes the lowest free number.
   *
   * @param lowest the least number that will do
   * @param limit the first number that will not do
   * @return the number, or -1 if all are taken
   */
  int take(int lowest, int limit) {
    for (int word = Math.max(lowest >>> 6, firstWordWithRoom); word << 6 < limit; word++) {
      ensure(word);
      long free = ~words[word];
      if (word == lowest >>> 6) {
        free &= -1L << (lowest & 63);
      }
      if (free != 0) {
        return takeBit(word, Long.numberOfTrailingZeros(free), limit);
      }
    }
    return -1;
  }

  /** Takes one number, which is below the limit; false if it is taken. */
  boolean takeExactly(int number) {
    int word = number >>> 6;
    ensure(word);
    if ((words[word] & 1L << (number & 63)) != 0) {
      return false;
    }
    takeBit(word, number & 63, Integer.MAX_VALUE);
    return true;
  }

  /** Gives a number back. */
  void give(int number) {
    int word = number >>> 6;
    words[word] &= ~(1L << (number & 63));
    firstWordWithRoom = Math.min(firstWordWithRoom, word);
  }

  private int takeBit(int word, int bit, int limit) {
    int number = (word << 6) + bit;
    if (number >= limit) {
      return -1;
    }
    words[word] |= 1L << bit;
    while (firstWordWithRoom < words.length && words[firstWordWithRoom] == -1L) {
      firstWordWithRoom++;
    }
    return number;
  }

  private void ensure(int word) {
    if (word >= words.length) {
      words = Arrays.copyOf(words, Math.max(word + 1, words.length * 2));
    }
  }
}
