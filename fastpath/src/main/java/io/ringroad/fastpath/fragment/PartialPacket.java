package io.ringroad.fastpath.fragment;

import io.ringroad.fastpath.timer.Timer;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameSegments;
import java.util.Arrays;

/**
 * What is there of one packet: its fragments' frames, linked to each other and marked with their
 * offsets, and which of its units of eight bytes they are. Owned by its {@link Reassembler}.
 */
final class PartialPacket extends Timer {
  private static final int UNKNOWN = -1;
  private static final int UNITS = 1 << 13; // 65536 bytes

  /** What {@link #coverage} says. */
  static final int NONE = 0;

  static final int SOME = 1;
  static final int ALL = 2;

  private final Reassembler owner;
  private final long[] present = new long[UNITS / Long.SIZE];
  private final Frame frame = new Frame();

  // The key.
  long sourceHigh;
  long sourceLow;
  long destinationHigh;
  long destinationLow;
  int protocol;
  int identification;

  /** The next in the same chain of the table. */
  PartialPacket nextInChain;

  /** Neighbours by age. */
  PartialPacket older;

  PartialPacket younger;

  private long head;
  private long tail;
  private boolean sorted;
  private int fragments;
  private int receivedBytes;
  private int highestEnd;
  private int totalBytes;
  private int ecnSeen;

  PartialPacket(Reassembler owner) {
    this.owner = owner;
  }

  /** Makes this an empty packet. */
  void begin() {
    Arrays.fill(present, 0, (highestEnd + 7 >>> 3) + Long.SIZE - 1 >>> 6, 0);
    head = 0;
    tail = 0;
    sorted = true;
    fragments = 0;
    receivedBytes = 0;
    highestEnd = 0;
    totalBytes = UNKNOWN;
    ecnSeen = 0;
  }

  boolean isKeyOf(PartialPacket other) {
    return identification == other.identification
        && protocol == other.protocol
        && sourceLow == other.sourceLow
        && destinationLow == other.destinationLow
        && sourceHigh == other.sourceHigh
        && destinationHigh == other.destinationHigh;
  }

  void takeKeyOf(PartialPacket other) {
    identification = other.identification;
    protocol = other.protocol;
    sourceLow = other.sourceLow;
    destinationLow = other.destinationLow;
    sourceHigh = other.sourceHigh;
    destinationHigh = other.destinationHigh;
  }

  int fragments() {
    return fragments;
  }

  /** Whether the ends that fragments so far imply allow one that ends here. */
  boolean allowsEnd(int end, boolean more) {
    if (!more) {
      return end >= highestEnd && (totalBytes == UNKNOWN || totalBytes == end);
    }
    return totalBytes == UNKNOWN || end <= totalBytes;
  }

  /** How much of the bytes from {@code offset} to {@code end} is there: none, some or all. */
  int coverage(int offset, int end) {
    int from = offset >>> 3;
    int to = end + 7 >>> 3;
    boolean any = false;
    boolean all = true;
    for (int word = from >>> 6; word <= to - 1 >>> 6; word++) {
      long mask = mask(word, from, to);
      long found = present[word] & mask;
      any |= found != 0;
      all &= found == mask;
    }
    return all ? ALL : any ? SOME : NONE;
  }

  private static long mask(int word, int from, int to) {
    int first = word << 6;
    long low = from > first ? -1L << from - first : -1L;
    long high = to < first + Long.SIZE ? (1L << to - first) - 1 : -1L;
    return low & high;
  }

  /** Adds a fragment, none of which is there, and whose end is allowed. */
  void add(Frame fragment, int offset, int end, boolean more, int ecn) {
    int from = offset >>> 3;
    int to = end + 7 >>> 3;
    for (int word = from >>> 6; word <= to - 1 >>> 6; word++) {
      present[word] |= mask(word, from, to);
    }
    link(fragment, offset);
    fragments++;
    receivedBytes += end - offset;
    highestEnd = Math.max(highestEnd, end);
    ecnSeen |= 1 << ecn;
    if (!more) {
      totalBytes = end;
    }
  }

  /** Most senders begin at one of the ends: then the frames are in order without sorting. */
  private void link(Frame fragment, int offset) {
    long address = fragment.address();
    fragment.auxiliary(offset);
    if (head == 0) {
      head = address;
      tail = address;
    } else if (offset < frame.wrap(head).auxiliary()) {
      FrameSegments.link(address, head);
      head = address;
    } else {
      sorted &= offset > frame.wrap(tail).auxiliary();
      FrameSegments.link(tail, address);
      tail = address;
    }
  }

  boolean isComplete() {
    return receivedBytes == totalBytes;
  }

  /** Which of the four ECN codepoints the fragments have, a bit each. */
  int ecnSeen() {
    return ecnSeen;
  }

  /** The fragment with the packet's beginning, 0 if it is not there. */
  long first() {
    for (long at = head; at != 0; at = FrameSegments.next(at)) {
      if (frame.wrap(at).auxiliary() == 0) {
        return at;
      }
    }
    return 0;
  }

  /** Takes the frames, in order if the packet is complete, as segments of one packet. */
  long take() {
    if (!sorted && isComplete()) {
      head = new OffsetOrder().sort(head, fragments);
    }
    long first = head;
    FrameSegments.count(first);
    head = 0;
    return first;
  }

  @Override
  protected void onExpiry(long nowNs) {
    owner.onTimeout(this, nowNs);
  }
}
