package io.ringroad.pmd;

/**
 * A network device: some queue pairs, an Ethernet address, what it can compute by itself. Opened,
 * configured and started by whoever made it; closing it gives back every frame that it holds.
 */
public interface Nic extends AutoCloseable {
  /** What the device is called in messages and counters. */
  String name();

  /** The Ethernet address, first byte on the wire uppermost in the lower 48 bits. */
  long macAddress();

  /** Most bytes of an Ethernet payload, the IP header included. */
  int mtu();

  /** Receive/transmit queue pairs, 1 or more. */
  int queueCount();

  /** The queue pair {@code index}, 0 to {@link #queueCount()} - 1; always the same object. */
  NicQueue queue(int index);

  /** What the device computes by itself. */
  Offloads offloads();

  /**
   * Names the multicast addresses that are to be received, in place of those named before. Any
   * thread, never on the hot path. A device without such a filter, or with a smaller one, receives
   * more: whoever takes its frames looks for himself.
   *
   * @param addresses as {@link #macAddress()}
   */
  default void multicastAddresses(long... addresses) {}

  boolean linkUp();

  /** A snapshot of the counters, from any thread. */
  NicStatistics statistics();

  /** Stops the device; nobody may be in a call of one of its queues. Closing again does nothing. */
  @Override
  void close();
}
