package io.ringroad.shim.local;

import java.util.concurrent.atomic.AtomicLong;

/** What the AF_UNIX sockets of one engine share. */
final class UnixDomain {
  private final UnixNames names = new UnixNames();
  private final InFlight inFlight = new InFlight();
  private final AtomicLong sockets = new AtomicLong();

  UnixNames names() {
    return names;
  }

  InFlight inFlight() {
    return inFlight;
  }

  /** A number for a new socket, which orders locks. */
  long nextOrder() {
    return sockets.getAndIncrement();
  }
}
