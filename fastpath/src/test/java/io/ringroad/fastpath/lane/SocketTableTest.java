package io.ringroad.fastpath.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.socket.Socket;
import io.ringroad.fastpath.socket.SocketContext;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.pmd.FrameCache;
import io.ringroad.pmd.NativeFramePool;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SocketTableTest {
  @Test
  void numbersAreUniqueWhateverComesAndGoes() {
    try (NativeFramePool pool = new NativeFramePool(16)) {
      SocketContext context = new SocketContext(pool, new FrameCache(pool, 4), 0);
      SocketTable table = new SocketTable(500);
      Map<Integer, Socket> model = new HashMap<>();
      SplittableRandom random = new SplittableRandom(3);
      for (int i = 0; i < 20_000; i++) {
        if (!table.isFull() && random.nextInt(100) < 55) {
          Socket socket = new StreamSocket(context);
          table.add(socket);
          assertNull(model.put(socket.id(), socket));
        } else if (!model.isEmpty()) {
          Socket socket = model.values().iterator().next();
          model.remove(socket.id());
          table.remove(socket);
          assertEquals(-1, socket.id());
          assertThrows(IllegalStateException.class, () -> table.remove(socket));
        }
        assertEquals(model.size(), table.size());
      }
      assertTrue(model.size() > 100);
      model.forEach((id, socket) -> assertSame(socket, table.get(id)));
      assertTrue(table.bound() <= 500);
      assertNull(table.get(-1));
      assertNull(table.get(100_000));
      assertFalse(new SocketTable(1).isFull());
    }
  }
}
