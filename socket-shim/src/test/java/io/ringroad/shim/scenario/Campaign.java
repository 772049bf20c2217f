package io.ringroad.shim.scenario;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Plays the programs of many seeds, and shrinks the first of each kind of difference. */
final class Campaign {
  private static final int STEPS = 40;
  private static final int ENOUGH = 12;
  private static final int PROGRESS_EVERY = 500;
  private static final int UNCONFIRMED_ALLOWED_IN = 100;
  private static final long NS_PER_SECOND = 1_000_000_000L;

  private final long firstSeed;
  private final int count;
  private final long untilNs;
  private final Map<String, String> found = new TreeMap<>();
  private int played;
  private int unconfirmed;

  /**
   * @param seconds after which no further program begins
   */
  Campaign(long firstSeed, int count, long seconds) {
    this.firstSeed = firstSeed;
    this.count = count;
    this.untilNs = System.nanoTime() + seconds * NS_PER_SECOND;
  }

  /** Plays all of them, or until enough is found or the time is over. */
  void play(Duel duel) {
    while (played < count && found.size() < ENOUGH && System.nanoTime() - untilNs < 0) {
      long seed = firstSeed + played++;
      try {
        play(duel, seed);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("in the program of seed " + seed, e);
      }
      if (played % PROGRESS_EVERY == 0) {
        System.out.println(summary());
      }
    }
  }

  private void play(Duel duel, long seed) {
    List<Step> program = Generator.program(seed, STEPS);
    Difference difference = duel.play(program);
    if (difference == null || found.containsKey(difference.signature())) {
      return;
    }
    // Ports of the system's choice can coincide with others: what is wrong is wrong twice.
    Difference again = duel.play(difference.program());
    if (again == null) {
      unconfirmed++;
      System.out.println("once, and not again: seed " + seed + "\n" + difference.describe());
    } else if (!found.containsKey(again.signature())) {
      Difference smallest = new Shrinker(duel::play).shrink(again);
      String text = "seed " + seed + ":\n" + smallest.describe();
      System.out.println(text);
      found.put(smallest.signature(), text);
    }
  }

  /** Whether nothing was found; chance may have its part, but a small one. */
  boolean succeeded() {
    return found.isEmpty() && unconfirmed <= 1 + played / UNCONFIRMED_ALLOWED_IN;
  }

  String summary() {
    return "%,d programs of %d calls from seed %d on: %d kinds of difference, %d not seen again"
        .formatted(played, STEPS, firstSeed, found.size(), unconfirmed);
  }

  /** Everything that was found, shortest form. */
  String report() {
    return summary() + "\n" + String.join("\n", found.values());
  }
}
