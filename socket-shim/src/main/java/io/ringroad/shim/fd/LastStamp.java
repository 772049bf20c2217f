package io.ringroad.shim.fd;

import static io.ringroad.shim.Errno.EFAULT;
import static io.ringroad.shim.Errno.ENOENT;

import io.ringroad.shim.abi.Timeval;
import io.ringroad.shim.abi.UserMemory;
import java.lang.foreign.MemorySegment;

/**
 * When the datagram that was received last had come (socket(7), SIOCGSTAMP). Before somebody has
 * asked, only that one was received is noted, and the answer is the time of the question (Linux's
 * {@code sock_gettstamp}). Any thread.
 */
final class LastStamp {
  private static final long NONE = -1;
  private static final long RECEIVED = 0;
  private static final long NS_PER_SECOND = 1_000_000_000L;
  private static final long NS_PER_US = 1_000L;

  private volatile boolean wanted;
  private volatile long realtimeNs = NONE;

  /** A datagram that came at a moment of the engine's clock is received. */
  void note(WallClock clock, long receivedNs) {
    if (wanted) {
      realtimeNs = clock.realtimeNs(receivedNs);
    } else if (realtimeNs == NONE) {
      realtimeNs = RECEIVED;
    }
  }

  /**
   * Answers.
   *
   * @param clock the engine's
   * @param nowNs the time of the engine's clock
   * @param nanoseconds whether a timespec is wanted, else a timeval
   * @return 0, {@code -ENOENT} if nothing was received yet, or {@code -EFAULT}
   */
  int get(WallClock clock, long nowNs, boolean nanoseconds, MemorySegment answer) {
    wanted = true;
    if (realtimeNs == NONE) {
      return -ENOENT;
    }
    if (realtimeNs == RECEIVED) {
      realtimeNs = clock.realtimeNs(nowNs);
    }
    if (!UserMemory.writable(answer, Timeval.SIZE)) {
      return -EFAULT;
    }
    long stampNs = realtimeNs;
    long fractionNs = stampNs % NS_PER_SECOND;
    Timeval.set(answer, stampNs / NS_PER_SECOND, nanoseconds ? fractionNs : fractionNs / NS_PER_US);
    return 0;
  }
}
