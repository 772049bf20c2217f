package io.ringroad.fastpath.route;

/**
 * What a {@link PrefixTable} knows of one prefix length: a hash table with open addressing.
 *
 * <pre>
 *   slot      0         1         2
 *   keys    | high low | high low | ...       the address, cut to the length
 *   answers | route    | null     | ...       null: the slot is empty
 * </pre>
 */
final class PrefixLevel {
  private static final int FIRST_CAPACITY = 8;

  final int length;
  private final long maskHigh;
  private final long maskLow;
  private long[] keys = new long[2 * FIRST_CAPACITY];
  private Route[] answers = new Route[FIRST_CAPACITY];
  private int size;

  PrefixLevel(int length) {
    this.length = length;
    this.maskHigh = Route.maskHigh(length);
    this.maskLow = Route.maskLow(length);
  }

  /** What is known of the address cut to this length, null if nothing. */
  Route find(long high, long low) {
    return answers[slotOf(high & maskHigh, low & maskLow)];
  }

  /** Says what is known of an address; what was known stays. */
  void putIfAbsent(long high, long low, Route answer) {
    long cutHigh = high & maskHigh;
    long cutLow = low & maskLow;
    int slot = slotOf(cutHigh, cutLow);
    if (answers[slot] != null) {
      return;
    }
    if (++size * 4 > answers.length) {
      grow();
      slot = slotOf(cutHigh, cutLow);
    }
    keys[2 * slot] = cutHigh;
    keys[2 * slot + 1] = cutLow;
    answers[slot] = answer;
  }

  private int slotOf(long high, long low) {
    int last = answers.length - 1;
    int slot = hash(high, low) & last;
    while (answers[slot] != null && (keys[2 * slot] != high || keys[2 * slot + 1] != low)) {
      slot = slot + 1 & last;
    }
    return slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    Route[] oldAnswers = answers;
    keys = new long[2 * oldKeys.length];
    answers = new Route[2 * oldAnswers.length];
    for (int i = 0; i < oldAnswers.length; i++) {
      if (oldAnswers[i] != null) {
        int slot = slotOf(oldKeys[2 * i], oldKeys[2 * i + 1]);
        keys[2 * slot] = oldKeys[2 * i];
        keys[2 * slot + 1] = oldKeys[2 * i + 1];
        answers[slot] = oldAnswers[i];
      }
    }
  }

  private static int hash(long high, long low) {
    long h = (high * 0x9E37_79B9_7F4A_7C15L ^ low) * 0xD6E8_FEB8_6659_FD93L;
    return (int) (h >>> 32 ^ h >>> 48);
  }
}
