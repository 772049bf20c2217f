package io.ringroad.shim.local;

import io.ringroad.shim.fd.Descriptor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Which descriptors of the engine are in messages that nobody has received yet.
 *
 * <p>A socket in its own queue, or two in each other's, would keep each other open for ever when
 * nobody has a number for them any more. So whenever a socket that is in flight loses a reference,
 * and whenever one has entered a queue (the call that sent it may have had the last reference that
 * was not in flight), its holders are looked for: the sockets in whose queues it is, the ones in
 * whose queues those are, and so on. If all references to all of them are in flight, none can be
 * reached, and what their queues hold is dropped. As soon as one is found that somebody can reach,
 * all are kept.
 *
 * <p>The lock makes what it decides on stand still: messages that carry descriptors enter and leave
 * queues under it, so a socket whose references are all in flight can get another only from a
 * receive that waits for the lock.
 */
final class InFlight {
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Descriptor, List<Rights>> carriers = new IdentityHashMap<>();
  private int count;

  /** Descriptors in flight, each as often as it was sent. */
  int count() {
    lock.lock();
    try {
      return count;
    } finally {
      lock.unlock();
    }
  }

  /** Begins to put a message that carries descriptors into a queue. */
  void enter() {
    lock.lock();
  }

  /**
   * Ends {@link #enter}. Under no other lock.
   *
   * @param departed what the message carries; null if it was refused
   */
  void leave(Rights departed) {
    lock.unlock();
    if (departed != null) {
      for (Descriptor each : departed.descriptors()) {
        if (each instanceof UnixDescriptor socket) {
          collect(socket);
        }
      }
    }
  }

  /** Notes that a message is in the queue of {@code receiver}. Between enter and leave. */
  void departed(Rights rights, UnixSocket receiver) {
    rights.receiver = receiver;
    for (Descriptor each : rights.descriptors()) {
      carriers.computeIfAbsent(each, any -> new ArrayList<>(1)).add(rights);
      count++;
    }
  }

  /** Takes the descriptors out of a message; null if it has none. */
  Rights land(UnixMessage message) {
    if (message.rights() == null) {
      return null;
    }
    lock.lock();
    try {
      return take(message);
    } finally {
      lock.unlock();
    }
  }

  /** Copies the descriptors of a message that stays where it is; null if it has none. */
  Rights peek(UnixMessage message) {
    if (message.rights() == null) {
      return null;
    }
    lock.lock();
    try {
      Rights there = message.rights();
      return there == null ? null : there.duplicate();
    } finally {
      lock.unlock();
    }
  }

  private Rights take(UnixMessage message) {
    Rights taken = message.takeRights();
    if (taken != null && taken.receiver != null) {
      taken.receiver = null;
      for (Descriptor each : taken.descriptors()) {
        List<Rights> left = carriers.get(each);
        left.remove(taken);
        if (left.isEmpty()) {
          carriers.remove(each);
        }
        count--;
      }
    }
    return taken;
  }

  /** Drops what nobody can reach, now that one reference less to it may be out of flight. */
  void collect(UnixDescriptor descriptor) {
    List<Rights> unreachable = new ArrayList<>();
    lock.lock();
    try {
      Set<Descriptor> garbage = holdersIfUnreachable(descriptor);
      for (Descriptor each : garbage) {
        ((UnixDescriptor) each).socket().forEachMessage(message -> add(unreachable, take(message)));
      }
    } finally {
      lock.unlock();
    }
    unreachable.forEach(Rights::release);
  }

  private static void add(List<Rights> list, Rights rights) {
    if (rights != null) {
      list.add(rights);
    }
  }

  /** The descriptor and all that hold it, or nothing if it can be reached. */
  private Set<Descriptor> holdersIfUnreachable(UnixDescriptor first) {
    Set<Descriptor> found = Collections.newSetFromMap(new IdentityHashMap<>());
    ArrayDeque<Descriptor> unseen = new ArrayDeque<>();
    found.add(first);
    unseen.add(first);
    Descriptor next;
    while ((next = unseen.poll()) != null) {
      List<Rights> holding = carriers.getOrDefault(next, List.of());
      if (holding.isEmpty() || next.references() != holding.size()) {
        return Set.of();
      }
      for (Rights each : holding) {
        Descriptor holder = each.receiver.holder();
        if (holder == null) {
          return Set.of();
        }
        if (found.add(holder)) {
          unseen.add(holder);
        }
      }
    }
    return found;
  }
}
