package io.ringroad.pmd.sim;

/** The bytes of one frame on their way along a path; used again for later frames of that path. */
final class Flight {
  final SimPath path;
  byte[] bytes;
  int length;
  long arrivalNs;
  long order;

  Flight(SimPath path, int capacity) {
    this.path = path;
    this.bytes = new byte[capacity];
  }

  boolean isBefore(Flight other) {
    return arrivalNs != other.arrivalNs ? arrivalNs < other.arrivalNs : order < other.order;
  }
}
