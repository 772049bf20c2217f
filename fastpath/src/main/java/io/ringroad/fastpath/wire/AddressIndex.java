package io.ringroad.fastpath.wire;

/**
 * Finds addresses in a list by their hash: in the same few steps, however many there are.
 * Immutable, for any thread.
 *
 * <pre>
 *   slots    hash -&gt; position + 1 of the first entry with an address, 0 if the slot is free
 *   next     position -&gt; position + 1 of the next entry with the same address, 0 if none
 * </pre>
 */
public final class AddressIndex {
  private final long[] words;
  private final int[] slots;
  private final int[] next;

  /**
   * @param words the high and the low half of each address; not to be changed any more
   */
  public AddressIndex(long... words) {
    int size = words.length / 2;
    this.words = words;
    this.slots = new int[Integer.highestOneBit(2 * size + 1) * 2];
    this.next = new int[size];
    for (int position = size - 1; position >= 0; position--) {
      int slot = slotOf(words[2 * position], words[2 * position + 1]);
      next[position] = slots[slot];
      slots[slot] = position + 1;
    }
  }

  /** Where an address stands first, from 0; -1 if nowhere. */
  public int find(long high, long low) {
    return slots[slotOf(high, low)] - 1;
  }

  /** Where the address at a position stands next; -1 if nowhere. */
  public int findNext(int position) {
    return next[position] - 1;
  }

  /** The slot of an address, or the free one that it would have. At least half of them are free. */
  private int slotOf(long high, long low) {
    int mask = slots.length - 1;
    int slot = IpAddresses.hash(high, low, 0) & mask;
    int entry;
    while ((entry = slots[slot]) != 0
        && (words[2 * entry - 1] != low || words[2 * entry - 2] != high)) {
      slot = slot + 1 & mask;
    }
    return slot;
  }
}
