package io.ringroad.shim.script;

/** A system call with its arguments in memory. */
interface PreparedCall {
  /** Makes the call; any thread, once. */
  long invoke();

  /** Whether the call looks at or changes what the descriptor is, and never waits. */
  default boolean isControl() {
    return false;
  }

  /**
   * What the call left in memory, compared with the script; on the runner's thread.
   *
   * @return what differs, null if nothing does
   */
  default String difference(long result) {
    return null;
  }
}
