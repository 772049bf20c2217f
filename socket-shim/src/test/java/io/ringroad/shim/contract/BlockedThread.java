package io.ringroad.shim.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.shim.wait.ParkedThread;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/**
 * A call on a thread of its own that is known to wait: inside the kernel, where {@code /proc} tells
 * on what, or in the engine's parking place.
 */
final class BlockedThread {
  private static final String LOCKS = "futex";

  private final Thread thread;
  private volatile Path task;
  private volatile long result;
  private volatile boolean interrupted;

  /** Starts the call. */
  BlockedThread(LongSupplier call) {
    thread =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  task = ownTask();
                  result = call.getAsLong();
                  interrupted = Thread.currentThread().isInterrupted();
                });
  }

  private static Path ownTask() {
    try {
      return Path.of("/proc").resolve(Files.readSymbolicLink(Path.of("/proc/thread-self")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns when the call waits. */
  BlockedThread awaitBlocked(Implementation where) {
    ParkedThread parked = new ParkedThread(thread);
    while (where == Implementation.KERNEL ? !waitsInKernel() : !parked.sleeps()) {
      assertTrue(thread.isAlive(), () -> "the call did not wait: " + result);
      Thread.onSpinWait();
    }
    return this;
  }

  private boolean waitsInKernel() {
    try {
      String place = task == null ? "0" : Files.readString(task.resolve("wchan"));
      return !place.equals("0") && !place.contains(LOCKS);
    } catch (IOException e) {
      return false;
    }
  }

  void interrupt() {
    thread.interrupt();
  }

  boolean isWaiting() {
    return thread.isAlive();
  }

  /** What the call returns, which it has to within the time. */
  long result() throws InterruptedException {
    thread.join(SocketCallsContract.WAIT_MS);
    assertEquals(Thread.State.TERMINATED, thread.getState(), "the call did not return");
    return result;
  }

  /** Whether the thread's interrupt flag was set after the call. */
  boolean wasInterrupted() throws InterruptedException {
    result();
    return interrupted;
  }
}
