package io.ringroad.shim.fd;

import static io.ringroad.shim.Errno.EBADF;
import static io.ringroad.shim.Errno.EBUSY;
import static io.ringroad.shim.Errno.EMFILE;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Small numbers for descriptors, the lowest free one first, shared by all threads. Looking a number
 * up takes no lock; opening and closing take one.
 */
public final class DescriptorTable {
  private static final int INITIAL_SLOTS = 64;

  private final int limit;
  private final ReentrantLock lock = new ReentrantLock();
  private final NumberSet numbers = new NumberSet();
  private volatile AtomicReferenceArray<DescriptorSlot> slots;
  private int openCount;

  /**
   * An empty table.
   *
   * @param limit how many numbers may be in use, at least 1; one more is {@code EMFILE}
   */
  public DescriptorTable(int limit) {
    this.limit = limit;
    this.slots = new AtomicReferenceArray<>(Math.min(limit, INITIAL_SLOTS));
  }

  /**
   * Takes a number without opening it: calls on it still get {@code EBADF}.
   *
   * @param lowest the least number that will do
   * @return the number, or {@code -EMFILE}
   */
  public int reserve(int lowest) {
    lock.lock();
    try {
      int number = numbers.take(lowest, limit);
      if (number < 0) {
        return -EMFILE;
      }
      grow(number);
      openCount++;
      return number;
    } finally {
      lock.unlock();
    }
  }

  /** Opens a reserved number; the table takes over the caller's reference to the descriptor. */
  public void publish(int number, Descriptor descriptor, boolean closeOnExec) {
    DescriptorSlot slot = new DescriptorSlot(this, number, descriptor, closeOnExec);
    lock.lock();
    try {
      slots.set(number, slot);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Opens a number of the caller's choice, below the limit, and closes what it stood for: dup2(2).
   * Calls that run on the number finish on what it was. The table takes over the caller's reference
   * to the descriptor.
   *
   * @return the number, or {@code -EBUSY} while another call is about to open it
   */
  public int replace(int number, Descriptor descriptor, boolean closeOnExec) {
    DescriptorSlot slot = new DescriptorSlot(this, number, descriptor, closeOnExec);
    DescriptorSlot before;
    lock.lock();
    try {
      grow(number);
      before = slots.get(number);
      if (before == null) {
        if (!numbers.takeExactly(number)) {
          return -EBUSY;
        }
        openCount++;
      }
      slots.set(number, slot);
    } finally {
      lock.unlock();
    }
    if (before != null && before.tryAcquire()) {
      before.shut();
      before.close();
    }
    return number;
  }

  /** Gives a number back that was reserved and never opened. */
  public void cancel(int number) {
    lock.lock();
    try {
      free(number);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Begins a call on a number. The caller ends it with {@link DescriptorSlot#close}.
   *
   * @return what the number stands for, which refuses every call with {@code EBADF} if it is not
   *     open
   */
  public DescriptorSlot acquire(int number) {
    AtomicReferenceArray<DescriptorSlot> array = slots;
    if (number >= 0 && number < array.length()) {
      DescriptorSlot slot = array.get(number);
      if (slot != null && slot.tryAcquire()) {
        return slot;
      }
    }
    return DescriptorSlot.acquireBad();
  }

  /**
   * Closes a number. It is given out again when the last call that runs on it has ended, and what
   * it stands for goes with its last number.
   *
   * @return 0 or {@code -EBADF}
   */
  public int close(int number) {
    try (DescriptorSlot slot = acquire(number)) {
      return slot.isOpen() && slot.shut() ? 0 : -EBADF;
    }
  }

  /** Closes every number and makes the calls that wait look again; they finish first. */
  public void closeAll() {
    AtomicReferenceArray<DescriptorSlot> array = slots;
    for (int number = 0; number < array.length(); number++) {
      try (DescriptorSlot slot = acquire(number)) {
        if (slot.isOpen()) {
          slot.shut();
          slot.descriptor().wake();
        }
      }
    }
  }

  /** How many numbers may be in use. */
  public int limit() {
    return limit;
  }

  /** How many numbers are in use, those among them that wait for a running call. */
  public int openCount() {
    lock.lock();
    try {
      return openCount;
    } finally {
      lock.unlock();
    }
  }

  /** The last call on a closed slot has ended: its number is free, unless it was replaced. */
  void retire(DescriptorSlot slot) {
    lock.lock();
    try {
      if (slots.get(slot.number()) == slot) {
        slots.set(slot.number(), null);
        free(slot.number());
      }
    } finally {
      lock.unlock();
    }
  }

  private void free(int number) {
    numbers.give(number);
    openCount--;
  }

  private void grow(int number) {
    AtomicReferenceArray<DescriptorSlot> old = slots;
    if (number < old.length()) {
      return;
    }
    int length = Math.min(limit, Math.max(number + 1, old.length() * 2));
    AtomicReferenceArray<DescriptorSlot> larger = new AtomicReferenceArray<>(length);
    for (int i = 0; i < old.length(); i++) {
      larger.set(i, old.get(i));
    }
    slots = larger;
  }
}
