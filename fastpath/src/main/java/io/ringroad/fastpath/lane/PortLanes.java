package io.ringroad.fastpath.lane;

import java.util.concurrent.atomic.AtomicIntegerArray;

/** Which lanes have sockets with a number, such as a port: a bit for each lane. Thread-safe. */
final class PortLanes {
  private final AtomicIntegerArray lanes;

  /**
   * @param numbers how many there are, from 0
   */
  PortLanes(int numbers) {
    lanes = new AtomicIntegerArray(numbers);
  }

  void add(int number, int lane) {
    lanes.getAndUpdate(number, set -> set | 1 << lane);
  }

  void remove(int number, int lane) {
    lanes.getAndUpdate(number, set -> set & ~(1 << lane));
  }

  int get(int number) {
    return lanes.get(number);
  }

  /** The lowest lane with a number, {@code otherwise} if there is none. */
  int first(int number, int otherwise) {
    int set = lanes.get(number);
    return set == 0 ? otherwise : Integer.numberOfTrailingZeros(set);
  }
}
