package io.ringroad.pmd;

/**
 * A device's counters at one moment, since it was opened. Each frame that did not travel is in
 * exactly one of the drop counters.
 *
 * @param rxFrames frames given to a caller
 * @param rxBytes their bytes; 0 on net_null, whose driver does not count them
 * @param rxMissed dropped because nobody fetched them in time
 * @param rxErrors dropped by the device as damaged
 * @param rxNoFrame dropped because the pool was dry
 * @param rxRunt dropped as shorter than an Ethernet header
 * @param rxTooManySegments dropped because they came in segments that do not fit one frame
 * @param txFrames frames sent
 * @param txBytes their bytes
 * @param txErrors taken by the device but not sent
 * @param txOversized freed as longer than the device takes
 * @param txRunt freed as shorter than an Ethernet header
 * @param txFull how often a full transmit queue left frames with the caller; not a drop
 */
public record NicStatistics(
    long rxFrames,
    long rxBytes,
    long rxMissed,
    long rxErrors,
    long rxNoFrame,
    long rxRunt,
    long rxTooManySegments,
    long txFrames,
    long txBytes,
    long txErrors,
    long txOversized,
    long txRunt,
    long txFull) {
  /** Received frames that nobody was given. */
  public long rxDrops() {
    return rxMissed + rxErrors + rxNoFrame + rxRunt + rxTooManySegments;
  }

  /** Frames that were taken for sending and not sent. */
  public long txDrops() {
    return txErrors + txOversized + txRunt;
  }
}
