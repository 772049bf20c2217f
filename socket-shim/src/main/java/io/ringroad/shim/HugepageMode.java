package io.ringroad.shim;

/** Where DPDK's memory comes from. */
public enum HugepageMode {
  /** Hugepages, if enough of them are free. */
  AUTO,
  /** Hugepages; without them the engine does not start. */
  ON,
  /** Ordinary pages. */
  OFF
}
