package io.ringroad.pmd.probe;

/**
 * How bad a {@link FaultyQueue} is; probabilities are 0 to 1.
 *
 * @param rxLoss that a received frame is dropped
 * @param txLoss that a frame to be sent is dropped
 * @param rxDelay that a received frame is held back, while others pass it
 * @param delayPolls receive calls that it is held back for
 * @param shortBurst that a receive call brings one frame at most
 * @param txRefusal that a transmit call takes nothing, or only a part
 */
public record FaultProfile(
    double rxLoss,
    double txLoss,
    double rxDelay,
    int delayPolls,
    double shortBurst,
    double txRefusal) {
  /** A queue that does nothing wrong. */
  public static final FaultProfile NONE = new FaultProfile(0, 0, 0, 0, 0, 0);

  public FaultProfile {
    requireProbability("rxLoss", rxLoss);
    requireProbability("txLoss", txLoss);
    requireProbability("rxDelay", rxDelay);
    requireProbability("shortBurst", shortBurst);
    requireProbability("txRefusal", txRefusal);
    if (delayPolls < 0) {
      throw new IllegalArgumentException("delayPolls must be 0 or more, not " + delayPolls);
    }
  }

  public FaultProfile withLoss(double rx, double tx) {
    return new FaultProfile(rx, tx, rxDelay, delayPolls, shortBurst, txRefusal);
  }

  public FaultProfile withDelay(double probability, int polls) {
    return new FaultProfile(rxLoss, txLoss, probability, polls, shortBurst, txRefusal);
  }

  public FaultProfile withShortBurst(double probability) {
    return new FaultProfile(rxLoss, txLoss, rxDelay, delayPolls, probability, txRefusal);
  }

  public FaultProfile withTxRefusal(double probability) {
    return new FaultProfile(rxLoss, txLoss, rxDelay, delayPolls, shortBurst, probability);
  }

  private static void requireProbability(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(name + " must be 0 to 1, not " + value);
    }
  }
}
