package io.ringroad.pmd.sim;

/**
 * What became of the frames of one direction: {@code sent + duplicated = delivered + drops() +
 * inFlight}, always.
 *
 * @param sent frames that the sending device gave to the link
 * @param duplicated copies that the link made
 * @param delivered frames put into a receive queue
 * @param corrupted frames with a flipped bit, among those sent
 * @param delayed frames held back so that others could pass, among those sent
 * @param marked frames marked "congestion experienced", among those sent
 * @param lost dropped by chance
 * @param filtered dropped by the {@link LinkFilter}
 * @param queueFull dropped because too much waited for the rate
 * @param noFrame dropped because the receiver's pool was dry or its frames too small
 * @param receiveFull dropped because the receive queue was full or the device closed
 * @param inFlight on their way
 */
public record LinkStatistics(
    long sent,
    long duplicated,
    long delivered,
    long corrupted,
    long delayed,
    long marked,
    long lost,
    long filtered,
    long queueFull,
    long noFrame,
    long receiveFull,
    long inFlight) {
  /** Frames and copies that did not arrive. */
  public long drops() {
    return lost + filtered + queueFull + noFrame + receiveFull;
  }
}
