package io.ringroad.shim.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Makes a program that shows a difference short and simple (delta debugging: leave out half, a
 * quarter, ... single steps; then simplify each step's arguments), as long as the same kind of
 * difference remains.
 */
final class Shrinker {
  private final Function<List<Step>, Difference> play;
  private Difference smallest;

  /**
   * @param play what shows the difference
   */
  Shrinker(Function<List<Step>, Difference> play) {
    this.play = play;
  }

  /** The smallest one that is found. */
  Difference shrink(Difference found) {
    smallest = found;
    int before;
    do {
      before = smallest.program().size();
      for (int size = before / 2; size > 0; size /= 2) {
        leaveOut(size);
      }
      simplify();
    } while (smallest.program().size() < before);
    return smallest;
  }

  private void leaveOut(int size) {
    for (int from = smallest.program().size() - size; from >= 0; from -= size) {
      if (from + size <= smallest.program().size()) {
        List<Step> shorter = new ArrayList<>(smallest.program());
        shorter.subList(from, from + size).clear();
        accept(shorter);
      }
    }
  }

  private void simplify() {
    for (int i = 0; i < smallest.program().size(); i++) {
      for (boolean simpler = true; simpler; ) {
        simpler = false;
        for (Step candidate : Simpler.than(smallest.program().get(i))) {
          List<Step> program = new ArrayList<>(smallest.program());
          program.set(i, candidate);
          if (accept(program)) {
            simpler = true;
            break;
          }
        }
        simpler &= i < smallest.program().size();
      }
    }
  }

  private boolean accept(List<Step> program) {
    Difference difference = program.isEmpty() ? null : play.apply(program);
    boolean same = difference != null && difference.signature().equals(smallest.signature());
    if (same) {
      smallest = difference;
    }
    return same;
  }
}
