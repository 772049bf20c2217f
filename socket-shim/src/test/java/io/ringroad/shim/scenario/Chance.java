package io.ringroad.shim.scenario;

import java.util.List;
import java.util.SplittableRandom;

/** Random choices of one seed. */
final class Chance {
  private final SplittableRandom random;

  Chance(long seed) {
    random = new SplittableRandom(seed);
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  boolean percent(int chance) {
    return random.nextInt(100) < chance;
  }

  <T> T of(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  int of(int... all) {
    return all[random.nextInt(all.length)];
  }

  /** Some of the bits, few more often than many. */
  int bitsOf(int... bits) {
    int found = 0;
    for (int bit : bits) {
      found |= percent(12) ? bit : 0;
    }
    return found;
  }
}
