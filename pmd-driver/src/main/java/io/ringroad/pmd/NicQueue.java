package io.ringroad.pmd;

/**
 * One receive/transmit queue pair of a device. One thread at a time uses it. Users attach their
 * own: nothing here asks for DPDK.
 */
public interface NicQueue extends AutoCloseable {
  /**
   * Appends received frames to the burst, as far as it has room. They are the caller's, each of one
   * segment, starting with the Ethernet header. Never waits.
   *
   * @return how many were appended
   */
  int rxBurst(FrameBurst burst);

  /**
   * Sends frames from the front of the burst and removes them from it; those that stay found the
   * queue full and are still the caller's. A frame that can never be sent (longer than the device
   * takes, say) is counted, freed and removed: it does not stay at the front. Never waits.
   *
   * @return how many frames left the burst
   */
  int txBurst(FrameBurst burst);

  /** Gives back the frames that this queue holds for itself. The device stays open. */
  @Override
  void close();
}
