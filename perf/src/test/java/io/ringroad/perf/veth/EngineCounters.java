package io.ringroad.perf.veth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringroad.fastpath.stats.CounterMemory;
import io.ringroad.fastpath.stats.CounterTypes;
import java.nio.file.Path;
import org.agrona.concurrent.status.CountersReader;

/** What another process's lanes count, read from its counters file. */
final class EngineCounters {
  private final CountersReader reader;

  EngineCounters(Path file) {
    reader = CounterMemory.open(file);
  }

  /** Cycles of the only lane so far. */
  long cycles() {
    return value("lane-0: lane cycles");
  }

  /** Those of them in which there was work. */
  long busyCycles() {
    return value("lane-0: lane cycles in which there was work");
  }

  private long value(String label) {
    int[] found = new int[2];
    reader.forEach(
        (id, typeId, key, itsLabel) -> {
          if (typeId == CounterTypes.LANE && itsLabel.equals(label)) {
            found[0]++;
            found[1] = id;
          }
        });
    assertEquals(1, found[0], "counters called '" + label + "'");
    return reader.getCounterValue(found[1]);
  }
}
