package io.ringroad.pmd.probe;

/**
 * What a {@link FaultyQueue} did to its frames.
 *
 * @param rxLost received frames that were dropped
 * @param txLost frames that were dropped instead of sent
 * @param delayed received frames that were held back
 * @param shortBursts receive calls that were cut short
 * @param txRefusals transmit calls that took nothing or a part
 */
public record FaultStatistics(
    long rxLost, long txLost, long delayed, long shortBursts, long txRefusals) {}
