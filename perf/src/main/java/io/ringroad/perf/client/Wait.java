package io.ringroad.perf.client;

import io.ringroad.shim.abi.MessageFlag;

/** How a client waits for an answer. */
public enum Wait {
  /** Asks again and again, and keeps its core busy. */
  BUSY_POLL("busy-poll", MessageFlag.MSG_DONTWAIT),
  /** Sleeps in the call. */
  BLOCKING("blocking", 0);

  private final String label;
  private final int receiveFlags;

  Wait(String label, int receiveFlags) {
    this.label = label;
    this.receiveFlags = receiveFlags;
  }

  /** The constant with this label. */
  public static Wait ofLabel(String label) {
    for (Wait wait : values()) {
      if (wait.label.equals(label)) {
        return wait;
      }
    }
    throw new IllegalArgumentException("busy-poll or blocking, not '" + label + "'");
  }

  /** The name in a report and on the command line. */
  public String label() {
    return label;
  }

  int receiveFlags() {
    return receiveFlags;
  }

  @Override
  public String toString() {
    return label;
  }
}
