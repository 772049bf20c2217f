package io.ringroad.shim.scenario;

import io.ringroad.shim.SocketCalls;

/** One implementation of the calls, and how it comes to rest. */
interface Stack extends AutoCloseable {
  SocketCalls calls();

  /** Lets what the last call began take its course, as far as no timer is needed. */
  void settle();

  /** Lets a little time pass. */
  void pass();

  /** Ends it; what it held has to be back. */
  @Override
  void close();
}
