package io.ringroad.fastpath.tcp.queue;

import java.util.Arrays;

/**
 * The storage of a {@link SendQueue}: entries in a ring of parallel arrays, indexed from the
 * oldest, and their order of transmission. It grows by doubling and knows nothing of what an entry
 * means. Owned by the lane.
 */
final class SegmentRing {

  private static final int INITIAL_CAPACITY = 16;

  private long[] frames = new long[INITIAL_CAPACITY];
  private long[] payloads = new long[INITIAL_CAPACITY];
  private long[] sentNs = new long[INITIAL_CAPACITY];
  private long[] priorDeliveredNs = new long[INITIAL_CAPACITY];
  private long[] priorFirstSentNs = new long[INITIAL_CAPACITY];
  private int[] priorDelivered = new int[INITIAL_CAPACITY];
  private int[] sequences = new int[INITIAL_CAPACITY];
  private int[] lengths = new int[INITIAL_CAPACITY];
  private byte[] flags = new byte[INITIAL_CAPACITY];
  private final TransmitOrder order = new TransmitOrder(INITIAL_CAPACITY);
  private int head;
  private int size;

  int size() {
    return size;
  }

  long frame(int index) {
    return frames[slot(index)];
  }

  long payload(int index) {
    return payloads[slot(index)];
  }

  int sequence(int index) {
    return sequences[slot(index)];
  }

  int length(int index) {
    return lengths[slot(index)];
  }

  void length(int index, int bytes) {
    lengths[slot(index)] = bytes;
  }

  long sentNs(int index) {
    return sentNs[slot(index)];
  }

  void sentNs(int index, long timeNs) {
    sentNs[slot(index)] = timeNs;
  }

  long priorDeliveredNs(int index) {
    return priorDeliveredNs[slot(index)];
  }

  long priorFirstSentNs(int index) {
    return priorFirstSentNs[slot(index)];
  }

  int priorDelivered(int index) {
    return priorDelivered[slot(index)];
  }

  /** Notes what {@link DeliveryRate} wants to know of the time when an entry was sent. */
  void prior(int index, int delivered, long deliveredNs, long firstSentNs) {
    int slot = slot(index);
    priorDelivered[slot] = delivered;
    priorDeliveredNs[slot] = deliveredNs;
    priorFirstSentNs[slot] = firstSentNs;
  }

  boolean is(int index, int flag) {
    return (flags[slot(index)] & flag) != 0;
  }

  void set(int index, int flag) {
    flags[slot(index)] |= (byte) flag;
  }

  void unset(int index, int flag) {
    flags[slot(index)] &= (byte) ~flag;
  }

  /** Adds an entry behind the others. */
  void add(long frame, long payload, int sequence, int length, int flag) {
    if (size == frames.length) {
      grow();
    }
    int slot = slot(size++);
    frames[slot] = frame;
    payloads[slot] = payload;
    sequences[slot] = sequence;
    lengths[slot] = length;
    flags[slot] = (byte) flag;
  }

  /** Makes a copy of an entry right behind it. */
  void duplicate(int index) {
    if (size == frames.length) {
      grow();
    }
    for (int i = size; i > index; i--) {
      int from = slot(i - 1);
      int to = slot(i);
      if (i > index + 1) {
        order.move(from, to);
      }
      copy(from, to);
    }
    size++;
    if (order.contains(slot(index))) {
      order.insertBefore(slot(index + 1), order.later(slot(index)));
    }
  }

  /** Another frame holds an entry's payload from now on. */
  void replace(int index, long frame, long payload) {
    int slot = slot(index);
    frames[slot] = frame;
    payloads[slot] = payload;
  }

  /** Takes an entry out; those behind it move up. */
  void remove(int index) {
    leaveOrder(index);
    for (int i = index; i < size - 1; i++) {
      move(slot(i + 1), slot(i));
    }
    size--;
  }

  private void move(int from, int to) {
    order.move(from, to);
    copy(from, to);
  }

  private void copy(int from, int to) {
    frames[to] = frames[from];
    payloads[to] = payloads[from];
    sentNs[to] = sentNs[from];
    priorDeliveredNs[to] = priorDeliveredNs[from];
    priorFirstSentNs[to] = priorFirstSentNs[from];
    priorDelivered[to] = priorDelivered[from];
    sequences[to] = sequences[from];
    lengths[to] = lengths[from];
    flags[to] = flags[from];
  }

  // ---- the order of transmission ----

  /** Notes that an entry was sent after all others. */
  void sentLast(int index) {
    leaveOrder(index);
    order.append(slot(index));
  }

  /** Puts an entry where its time of transmission belongs. */
  void enterOrder(int index) {
    int next = order.first();
    while (next != TransmitOrder.NONE && sentNs[next] - sentNs(index) < 0) {
      next = order.later(next);
    }
    order.insertBefore(slot(index), next);
  }

  /** An entry is no longer on its way, or is about to be sent again. */
  void leaveOrder(int index) {
    if (order.contains(slot(index))) {
      order.remove(slot(index));
    }
  }

  boolean isInOrder(int index) {
    return order.contains(slot(index));
  }

  /** The entry that was sent longest ago; -1 if none is on its way. */
  int firstInOrder() {
    return indexOf(order.first());
  }

  /** The entry sent after this one; -1 if there is none. */
  int nextInOrder(int index) {
    return indexOf(order.later(slot(index)));
  }

  private int indexOf(int slot) {
    return slot == TransmitOrder.NONE ? -1 : slot - head & frames.length - 1;
  }

  /** Cuts bytes off an entry's front. */
  void trimFront(int index, int bytes) {
    int slot = slot(index);
    payloads[slot] += bytes;
    sequences[slot] += bytes;
    lengths[slot] -= bytes;
  }

  void removeFirst() {
    head = head + 1 & frames.length - 1;
    size--;
  }

  void clear() {
    order.clear();
    head = 0;
    size = 0;
  }

  private int slot(int index) {
    return head + index & frames.length - 1;
  }

  private void grow() {
    int capacity = 2 * frames.length;
    frames = unroll(frames, capacity);
    payloads = unroll(payloads, capacity);
    sentNs = unroll(sentNs, capacity);
    priorDeliveredNs = unroll(priorDeliveredNs, capacity);
    priorFirstSentNs = unroll(priorFirstSentNs, capacity);
    priorDelivered = unroll(priorDelivered, capacity);
    sequences = unroll(sequences, capacity);
    lengths = unroll(lengths, capacity);
    byte[] line = Arrays.copyOfRange(flags, head, head + capacity);
    System.arraycopy(flags, 0, line, flags.length - head, head);
    flags = line;
    order.unroll(head, capacity);
    head = 0;
  }

  private long[] unroll(long[] ring, int capacity) {
    long[] line = Arrays.copyOfRange(ring, head, head + capacity);
    System.arraycopy(ring, 0, line, ring.length - head, head);
    return line;
  }

  private int[] unroll(int[] ring, int capacity) {
    int[] line = Arrays.copyOfRange(ring, head, head + capacity);
    System.arraycopy(ring, 0, line, ring.length - head, head);
    return line;
  }
}
