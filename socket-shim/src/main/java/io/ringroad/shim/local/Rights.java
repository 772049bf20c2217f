package io.ringroad.shim.local;

import io.ringroad.shim.fd.Descriptor;
import java.util.ArrayDeque;
import java.util.List;

/**
 * Descriptors that go with one message (SCM_RIGHTS). It holds a reference to each, which whoever
 * takes it out of the message takes over.
 */
final class Rights {
  /** SCM_MAX_FD. */
  static final int MAX_DESCRIPTORS = 253;

  /** What this thread has still to close: a queue in a queue in a queue must not use its stack. */
  private static final ThreadLocal<ArrayDeque<Descriptor>> CLOSING = new ThreadLocal<>();

  private final List<Descriptor> descriptors;

  /** In whose queue the message is; null outside of one. Under {@link InFlight}'s lock. */
  UnixSocket receiver;

  /** Takes over the caller's references. */
  Rights(List<Descriptor> descriptors) {
    this.descriptors = List.copyOf(descriptors);
  }

  List<Descriptor> descriptors() {
    return descriptors;
  }

  int count() {
    return descriptors.size();
  }

  /** The same descriptors with references of their own (MSG_PEEK). */
  Rights duplicate() {
    descriptors.forEach(Descriptor::retain);
    return new Rights(descriptors);
  }

  /** Drops every reference. Under no lock: what closes with it may hold descriptors in turn. */
  void release() {
    releaseFrom(0);
  }

  /** Drops the references from an index on. */
  void releaseFrom(int index) {
    ArrayDeque<Descriptor> running = CLOSING.get();
    if (running != null) {
      running.addAll(descriptors.subList(index, count()));
      return;
    }
    ArrayDeque<Descriptor> left = new ArrayDeque<>(descriptors.subList(index, count()));
    CLOSING.set(left);
    try {
      Descriptor next;
      while ((next = left.poll()) != null) {
        next.release();
      }
    } finally {
      CLOSING.remove();
    }
  }
}
