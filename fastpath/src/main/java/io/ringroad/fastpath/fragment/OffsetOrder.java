package io.ringroad.fastpath.fragment;

import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameSegments;

/** Brings linked fragments into the order of their offsets: a merge sort of their links. */
final class OffsetOrder {
  private final Frame a = new Frame();
  private final Frame b = new Frame();
  private long rest;

  /** Sorts {@code count} linked frames; returns the first. */
  long sort(long head, int count) {
    rest = head;
    return take(count);
  }

  /** Takes {@code count} frames off the rest, sorted. */
  private long take(int count) {
    if (count == 1) {
      long one = rest;
      rest = FrameSegments.next(one);
      FrameSegments.link(one, 0);
      return one;
    }
    long left = take(count / 2);
    return merge(left, take(count - count / 2));
  }

  private long merge(long left, long right) {
    long first = 0;
    long last = 0;
    long one = left;
    long other = right;
    while (one != 0 && other != 0) {
      long next;
      if (a.wrap(one).auxiliary() < b.wrap(other).auxiliary()) {
        next = one;
        one = FrameSegments.next(one);
      } else {
        next = other;
        other = FrameSegments.next(other);
      }
      if (last == 0) {
        first = next;
      } else {
        FrameSegments.link(last, next);
      }
      last = next;
    }
    FrameSegments.link(last, one != 0 ? one : other);
    return first;
  }
}
