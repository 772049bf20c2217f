package io.ringroad.fastpath.tcp.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ConnectionTableTest {

  private static final class Entry extends Endpoint {
    Entry(long remote, int ports) {
      super(0, 1, 0, remote, ports);
    }

    @Override
    protected void onExpiry(long nowNs) {
      throw new AssertionError("never armed");
    }
  }

  @Test
  void behavesAsAMapWhileItGrowsAndShrinks() {
    Random random = new Random(11);
    ConnectionTable table = new ConnectionTable(4, 123, 456);
    Map<Integer, Entry> model = new HashMap<>();
    for (int i = 0; i < 200_000; i++) {
      int key = random.nextInt(3_000);
      Entry known = model.get(key);
      assertSame(known, find(table, key));
      boolean shrinking = i / 20_000 % 2 == 1;
      if (known == null && (!shrinking || random.nextInt(4) == 0)) {
        Entry entry = new Entry(key / 7, key);
        table.add(entry);
        model.put(key, entry);
      } else if (known != null && random.nextBoolean()) {
        table.remove(known);
        model.remove(key);
      }
      assertEquals(model.size(), table.size());
    }
    List<Endpoint> all = new ArrayList<>(List.of(table.toArray()));
    assertEquals(model.size(), all.size());
    all.removeAll(model.values());
    assertEquals(0, all.size());
  }

  private static Endpoint find(ConnectionTable table, int key) {
    return table.find(0, 1, 0, key / 7, key);
  }

  @Test
  void everyPartOfTheFourTupleCounts() {
    ConnectionTable table = new ConnectionTable(16, 1, 2);
    Entry entry = new Entry(5, 6);
    table.add(entry);
    assertSame(entry, table.find(0, 1, 0, 5, 6));
    assertNull(table.find(1, 1, 0, 5, 6));
    assertNull(table.find(0, 2, 0, 5, 6));
    assertNull(table.find(0, 1, 1, 5, 6));
    assertNull(table.find(0, 1, 0, 4, 6));
    assertNull(table.find(0, 1, 0, 5, 7));
  }

  @Test
  void removingWhatIsNotThereChangesNothing() {
    ConnectionTable table = new ConnectionTable(16, 1, 2);
    table.add(new Entry(5, 6));
    table.remove(new Entry(5, 7));
    assertEquals(1, table.size());
  }

  @Test
  void capacityIsAPowerOfTwo() {
    assertThrows(IllegalArgumentException.class, () -> new ConnectionTable(12, 1, 2));
  }
}
