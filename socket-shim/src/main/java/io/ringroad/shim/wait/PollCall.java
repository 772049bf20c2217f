package io.ringroad.shim.wait;

import static io.ringroad.shim.Errno.ETIMEDOUT;
import static io.ringroad.shim.abi.PollEvent.POLLNVAL;

import io.ringroad.fastpath.socket.ReadinessListener;
import io.ringroad.shim.abi.Pollfd;
import java.lang.foreign.MemorySegment;

/** One call of poll(2) over descriptors that the caller holds open meanwhile. */
public final class PollCall implements EventSource {
  private final MemorySegment fds;
  private final Pollable[] sources;

  /**
   * A call that has not begun.
   *
   * @param fds the caller's array of pollfd, as long as {@code sources}
   * @param sources what each entry stands for; null where the number is negative
   */
  public PollCall(MemorySegment fds, Pollable[] sources) {
    this.fds = fds;
    this.sources = sources;
  }

  /**
   * Looks, and waits while nothing is ready.
   *
   * @param blocker how to wait
   * @param timeoutMs milliseconds, negative for ever, 0 to look once
   * @return how many entries have events, or {@code -EINTR}
   */
  public int run(Blocker blocker, int timeoutMs) {
    int ready = look();
    if (ready != 0 || timeoutMs == 0) {
      return ready;
    }
    try (WaitLoop loop = new WaitLoop(this, blocker, blocker.deadlines().afterMillis(timeoutMs))) {
      while ((ready = look()) == 0) {
        int result = loop.pause();
        if (result != 0) {
          return result == -ETIMEDOUT ? 0 : result;
        }
      }
      return ready;
    }
  }

  private int look() {
    int ready = 0;
    for (int i = 0; i < sources.length; i++) {
      int found = 0;
      if (sources[i] != null) {
        int asked = Pollfd.events(fds, i) | PollMask.ALWAYS | POLLNVAL;
        found = sources[i].pollEvents() & asked;
      }
      Pollfd.revents(fds, i, found);
      ready += found != 0 ? 1 : 0;
    }
    return ready;
  }

  @Override
  public void addListener(ReadinessListener listener) {
    for (Pollable source : sources) {
      if (source != null) {
        source.addListener(listener);
      }
    }
  }

  @Override
  public void removeListener(ReadinessListener listener) {
    for (Pollable source : sources) {
      if (source != null) {
        source.removeListener(listener);
      }
    }
  }
}
