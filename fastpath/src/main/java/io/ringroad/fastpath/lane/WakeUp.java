package io.ringroad.fastpath.lane;

import java.util.concurrent.locks.LockSupport;

/** Wakes a lane's thread if it is one that sleeps; does nothing for the others. */
final class WakeUp implements Runnable {
  private volatile Thread sleeper;

  void sleeper(Thread thread) {
    sleeper = thread;
  }

  @Override
  public void run() {
    Thread thread = sleeper;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }
}
