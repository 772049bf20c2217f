package io.ringroad.pmd.sim;

/**
 * How a link treats the frames of one direction. Probabilities are 0 to 1 and independent of each
 * other.
 *
 * @param delayNs propagation time, 1 or more
 * @param rateBitsPerSecond how fast it takes frames, 0 for at once
 * @param queueFrames most frames that wait for the rate; more are dropped
 * @param queueBytes most bytes that wait for the rate; more are dropped
 * @param loss probability that a frame vanishes
 * @param duplication probability that a frame arrives twice
 * @param corruption probability that one bit of a frame arrives flipped
 * @param reordering probability that a frame is held back, so that later ones may pass it
 * @param reorderingNs most time that a frame is held back
 * @param markingFrames a frame that finds so many waiting is marked "congestion experienced" if its
 *     sender understands ECN (RFC 3168 5, RFC 8257 3.1)
 */
public record LinkProfile(
    long delayNs,
    long rateBitsPerSecond,
    int queueFrames,
    int queueBytes,
    double loss,
    double duplication,
    double corruption,
    double reordering,
    long reorderingNs,
    int markingFrames) {
  /** One microsecond, no limits, no faults. */
  public static final LinkProfile DEFAULT =
      new LinkProfile(
          1_000, 0, Integer.MAX_VALUE, Integer.MAX_VALUE, 0, 0, 0, 0, 0, Integer.MAX_VALUE);

  public LinkProfile {
    require(delayNs >= 1, "delayNs", "1 or more", delayNs);
    require(rateBitsPerSecond >= 0, "rateBitsPerSecond", "0 or more", rateBitsPerSecond);
    require(queueFrames >= 0, "queueFrames", "0 or more", queueFrames);
    require(queueBytes >= 0, "queueBytes", "0 or more", queueBytes);
    requireProbability("loss", loss);
    requireProbability("duplication", duplication);
    requireProbability("corruption", corruption);
    requireProbability("reordering", reordering);
    require(reorderingNs >= 0, "reorderingNs", "0 or more", reorderingNs);
    require(markingFrames >= 0, "markingFrames", "0 or more", markingFrames);
  }

  public LinkProfile withDelayNs(long value) {
    return new LinkProfile(
        value,
        rateBitsPerSecond,
        queueFrames,
        queueBytes,
        loss,
        duplication,
        corruption,
        reordering,
        reorderingNs,
        markingFrames);
  }

  public LinkProfile withRateBitsPerSecond(long value) {
    return new LinkProfile(
        delayNs,
        value,
        queueFrames,
        queueBytes,
        loss,
        duplication,
        corruption,
        reordering,
        reorderingNs,
        markingFrames);
  }

  /** This profile with another limit of what waits for the rate. */
  public LinkProfile withQueue(int frames, int bytes) {
    return new LinkProfile(
        delayNs,
        rateBitsPerSecond,
        frames,
        bytes,
        loss,
        duplication,
        corruption,
        reordering,
        reorderingNs,
        markingFrames);
  }

  public LinkProfile withLoss(double probability) {
    return new LinkProfile(
        delayNs,
        rateBitsPerSecond,
        queueFrames,
        queueBytes,
        probability,
        duplication,
        corruption,
        reordering,
        reorderingNs,
        markingFrames);
  }

  public LinkProfile withDuplication(double probability) {
    return new LinkProfile(
        delayNs,
        rateBitsPerSecond,
        queueFrames,
        queueBytes,
        loss,
        probability,
        corruption,
        reordering,
        reorderingNs,
        markingFrames);
  }

  public LinkProfile withCorruption(double probability) {
    return new LinkProfile(
        delayNs,
        rateBitsPerSecond,
        queueFrames,
        queueBytes,
        loss,
        duplication,
        probability,
        reordering,
        reorderingNs,
        markingFrames);
  }

  /** This profile with frames held back by up to {@code mostNs}. */
  public LinkProfile withReordering(double probability, long mostNs) {
    return new LinkProfile(
        delayNs,
        rateBitsPerSecond,
        queueFrames,
        queueBytes,
        loss,
        duplication,
        corruption,
        probability,
        mostNs,
        markingFrames);
  }

  /** This profile with frames marked that find {@code frames} waiting; MAX_VALUE for never. */
  public LinkProfile withMarking(int frames) {
    return new LinkProfile(
        delayNs,
        rateBitsPerSecond,
        queueFrames,
        queueBytes,
        loss,
        duplication,
        corruption,
        reordering,
        reorderingNs,
        frames);
  }

  private static void requireProbability(String name, double value) {
    require(value >= 0 && value <= 1, name, "0 to 1", value);
  }

  private static void require(boolean holds, String name, String allowed, Object value) {
    if (!holds) {
      throw new IllegalArgumentException(name + " must be " + allowed + ", not " + value);
    }
  }
}
