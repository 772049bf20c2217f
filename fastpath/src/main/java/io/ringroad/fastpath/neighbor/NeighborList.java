package io.ringroad.fastpath.neighbor;

/** A queue of neighbours, linked through the neighbours themselves. Each is in one at a time. */
final class NeighborList {
  private Neighbor first;
  private Neighbor last;
  private int size;

  /** The one that came first, null if the list is empty. */
  Neighbor first() {
    return first;
  }

  int size() {
    return size;
  }

  /** Puts a neighbour at the end of this list, and takes it out of the one that it is in. */
  void moveHere(Neighbor neighbor, long nowNs) {
    leave(neighbor);
    neighbor.list = this;
    neighbor.listedNs = nowNs;
    neighbor.before = last;
    if (last == null) {
      first = neighbor;
    } else {
      last.after = neighbor;
    }
    last = neighbor;
    size++;
  }

  /** Takes a neighbour out of its list, if it is in one. */
  static void leave(Neighbor neighbor) {
    if (neighbor.list != null) {
      neighbor.list.unlink(neighbor);
    }
  }

  private void unlink(Neighbor neighbor) {
    if (neighbor.before == null) {
      first = neighbor.after;
    } else {
      neighbor.before.after = neighbor.after;
    }
    if (neighbor.after == null) {
      last = neighbor.before;
    } else {
      neighbor.after.before = neighbor.before;
    }
    neighbor.before = null;
    neighbor.after = null;
    neighbor.list = null;
    size--;
  }
}
