package io.ringroad.shim.wait;

import static io.ringroad.shim.abi.PollEvent.POLLERR;
import static io.ringroad.shim.abi.PollEvent.POLLHUP;
import static io.ringroad.shim.abi.PollEvent.POLLIN;
import static io.ringroad.shim.abi.PollEvent.POLLOUT;
import static io.ringroad.shim.abi.PollEvent.POLLPRI;
import static io.ringroad.shim.abi.PollEvent.POLLRDHUP;
import static io.ringroad.shim.abi.PollEvent.POLLRDNORM;
import static io.ringroad.shim.abi.PollEvent.POLLWRBAND;
import static io.ringroad.shim.abi.PollEvent.POLLWRNORM;

import io.ringroad.fastpath.socket.Readiness;

/** The words of poll(2) and those of a lane's sockets. */
public final class PollMask {
  /** What poll and epoll report whether asked for or not. */
  public static final int ALWAYS = POLLERR | POLLHUP;

  /** A receive or an accept would not wait. */
  public static final int IN = POLLIN | POLLRDNORM;

  /** A send would not wait. */
  public static final int OUT = POLLOUT | POLLWRNORM;

  private PollMask() {}

  /** The events of a lane that can make one of the {@code POLL...} bits true. */
  public static int readinessFor(int pollEvents) {
    int events = Readiness.ERROR | Readiness.HANG_UP;
    if ((pollEvents & IN) != 0) {
      events |= Readiness.READABLE | Readiness.ACCEPTABLE | Readiness.PEER_CLOSED;
    }
    if ((pollEvents & POLLRDHUP) != 0) {
      events |= Readiness.PEER_CLOSED;
    }
    if ((pollEvents & (OUT | POLLWRBAND)) != 0) {
      events |= Readiness.WRITABLE | Readiness.CONNECTED;
    }
    if ((pollEvents & POLLPRI) != 0) {
      // sock_def_readable: what arrives wakes who waits for urgent data, too.
      events |= Readiness.URGENT | Readiness.READABLE | Readiness.ACCEPTABLE;
    }
    return events;
  }
}
