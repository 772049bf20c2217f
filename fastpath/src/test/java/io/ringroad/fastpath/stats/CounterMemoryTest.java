package io.ringroad.fastpath.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.link.LinkCounter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.agrona.concurrent.status.CountersReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CounterMemoryTest {
  @TempDir Path folder;

  @Test
  void anotherReaderOfTheFileSeesLabelsAndValues() {
    Path file = folder.resolve("counters");
    try (CounterMemory memory = CounterMemory.create(file, 64)) {
      CounterSet<LinkCounter> counters = memory.counters(LinkCounter.class, "lane 0");
      CountersReader reader = CounterMemory.open(file);
      counters.increment(LinkCounter.SENT);
      counters.increment(LinkCounter.SENT);
      counters.of(LinkCounter.RECEIVED).add(40);
      Map<String, Long> seen = new HashMap<>();
      reader.forEach((value, id, label) -> seen.put(label, value));
      assertEquals(LinkCounter.values().length, seen.size());
      assertEquals(2, seen.get("lane 0: link frames sent"));
      assertEquals(40, seen.get("lane 0: link frames received"));
      assertEquals(0, seen.get("lane 0: " + LinkCounter.SEND_QUEUE_FULL.label()));
      assertEquals(40, counters.get(LinkCounter.RECEIVED));
    }
  }

  @Test
  void closedCountersMakeRoomForOthers() {
    try (CounterMemory memory = CounterMemory.inProcess(LinkCounter.values().length)) {
      CounterSet<LinkCounter> first = memory.counters(LinkCounter.class, "a");
      assertThrows(IllegalStateException.class, () -> memory.counters(LinkCounter.class, "b"));
      first.close();
      CounterSet<LinkCounter> second = memory.counters(LinkCounter.class, "c");
      assertEquals(0, second.get(LinkCounter.RECEIVED));
    }
  }

  @Test
  void whatIsNoCountersFileIsRefusedWithItsName() throws IOException {
    Path file = Files.writeString(folder.resolve("letter"), "Dear reader, ".repeat(20));
    UncheckedIOException refusal =
        assertThrows(UncheckedIOException.class, () -> CounterMemory.open(file));
    assertTrue(refusal.getMessage().contains(file.toString()));
    assertThrows(UncheckedIOException.class, () -> CounterMemory.open(folder.resolve("nothing")));
    assertThrows(IllegalArgumentException.class, () -> CounterMemory.inProcess(0));
  }
}
