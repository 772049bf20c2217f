package io.ringroad.shim.fd;

import io.ringroad.shim.wait.EpollLimits;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the epoll descriptors of one engine share.
 *
 * @param lanes whose threads must not wait
 * @param limits how much may be watched in all
 * @param nesting held while sets are put into each other
 */
public record EpollEnvironment(LaneDoors lanes, EpollLimits limits, ReentrantLock nesting) {
  /** As an engine begins. */
  public EpollEnvironment(LaneDoors lanes, EpollLimits limits) {
    this(lanes, limits, new ReentrantLock());
  }
}
