package io.ringroad.perf.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.pmd.NativeFramePool;
import io.ringroad.pmd.sim.InjectionNic;
import io.ringroad.shim.Ringroad;
import io.ringroad.shim.RingroadConfig;
import io.ringroad.shim.SocketCalls;
import io.ringroad.shim.kernel.KernelSockets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The chat server on either stack's loopback. On a device it is in {@code ChatOnVethTest}. */
@Timeout(120)
class ChatServerTest {
  private static final int PORT = 7_301;
  private static final int MAX_LINES = 115;

  @Test
  void guestsChatOnTheKernel() throws Exception {
    chat(new KernelSockets());
  }

  @Test
  void guestsChatOnTheEngine() throws Exception {
    try (NativeFramePool pool = new NativeFramePool(4_096)) {
      InjectionNic nic = new InjectionNic("quiet0", 0x02_00_00_00_00_01L, 1_500, pool, 64);
      RingroadConfig config =
          RingroadConfig.builder().nic(nic, "10.9.0.1/24").pool(pool).seed(7, 7).build();
      try (Ringroad engine = Ringroad.launch(config)) {
        chat(engine.sockets());
      }
      nic.close();
      assertEquals(0, pool.inUse(), "frames that did not come back");
    }
  }

  private static void chat(SocketCalls sockets) throws InterruptedException {
    ChatServer server = new ChatServer(sockets, "127.0.0.1", PORT);
    Thread thread = Thread.ofPlatform().start(server::serve);
    try {
      new ChatGuests(sockets, "127.0.0.1", PORT).chat();
    } finally {
      thread.interrupt();
      thread.join();
    }
  }

  @Test
  void itIsShort() throws Exception {
    Path file = Path.of("src/main/java/io/ringroad/perf/example/ChatServer.java");
    String body = Files.readString(file).replaceFirst("(?s)^.*?(?=public final class)", "");
    long lines = body.lines().filter(line -> !line.isBlank()).count();
    assertTrue(lines <= MAX_LINES, lines + " lines");
  }
}
