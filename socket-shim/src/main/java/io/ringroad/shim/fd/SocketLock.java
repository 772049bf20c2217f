package io.ringroad.shim.fd;

import java.util.concurrent.locks.ReentrantLock;

/**
 * Who uses one side of a socket: its rings have one producer and one consumer, so that side's calls
 * take turns. Held for the copying alone, never while a thread waits.
 */
final class SocketLock {
  private final ReentrantLock lock = new ReentrantLock();

  /**
   * Takes the side.
   *
   * @param mayWait false on a lane's own thread, which does not wait for an application
   * @return false if it is taken and the caller may not wait
   */
  boolean enter(boolean mayWait) {
    if (lock.tryLock()) {
      return true;
    }
    if (!mayWait) {
      return false;
    }
    lock.lock();
    return true;
  }

  /** Gives the side back. */
  void leave() {
    lock.unlock();
  }
}
