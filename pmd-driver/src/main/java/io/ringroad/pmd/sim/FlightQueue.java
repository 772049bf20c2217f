package io.ringroad.pmd.sim;

import java.util.Arrays;

/** Flights in order of arrival, those of one instant in order of departure: a binary heap. */
final class FlightQueue {
  private Flight[] heap = new Flight[64];
  private int size;
  private long nextOrder;

  void add(Flight flight, long arrivalNs) {
    flight.arrivalNs = arrivalNs;
    flight.order = nextOrder++;
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size * 2);
    }
    int at = size++;
    while (at > 0 && flight.isBefore(heap[(at - 1) / 2])) {
      heap[at] = heap[(at - 1) / 2];
      at = (at - 1) / 2;
    }
    heap[at] = flight;
  }

  long firstArrivalNs() {
    return size == 0 ? Long.MAX_VALUE : heap[0].arrivalNs;
  }

  Flight removeFirst() {
    Flight first = heap[0];
    Flight last = heap[--size];
    heap[size] = null;
    int at = 0;
    int child = 1;
    while (child < size) {
      if (child + 1 < size && heap[child + 1].isBefore(heap[child])) {
        child++;
      }
      if (!heap[child].isBefore(last)) {
        break;
      }
      heap[at] = heap[child];
      at = child;
      child = 2 * at + 1;
    }
    if (size > 0) {
      heap[at] = last;
    }
    return first;
  }
}
