package io.ringroad.shim.script;

import io.ringroad.shim.SocketCalls;

/**
 * What a script is played against: a stack between calls and packets, and its time. Times are
 * nanoseconds since the beginning of the script.
 */
interface World extends AutoCloseable {
  SocketCalls calls();

  long elapsedNs();

  /** Lets time pass until then; not at all if that is past. */
  void elapsedNs(long untilNs);

  /** Lets the stack do what there is to do now; how much that was. */
  int cycle();

  /** When the stack has something to do next if nothing comes; {@link Long#MAX_VALUE} if never. */
  long nextDeadlineNs();

  /** Has the stack receive an Ethernet frame; false if it is too long. */
  boolean inject(byte[] frame);

  /** The next Ethernet frame that was sent, null if there is none. */
  byte[] collect();

  /**
   * Makes a call that must not wait.
   *
   * @param fd the descriptor that is its first argument, -1 if it has none
   */
  long invoke(PreparedCall call, int fd);

  /** How long something that is due may still take where time is real. */
  long graceNs();

  /** Whether nothing more comes of a call before something happens. */
  boolean isSettled(BlockedCall call);

  /** When a call gives up by itself; {@link Long#MAX_VALUE} if it does not, or nobody knows. */
  long deadlineNs(BlockedCall call);

  @Override
  void close();
}
