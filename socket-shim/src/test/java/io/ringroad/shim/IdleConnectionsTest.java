package io.ringroad.shim;

import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.SocketType.SOCK_NONBLOCK;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.lane.Lane;
import io.ringroad.pmd.NativeFramePool;
import io.ringroad.pmd.sim.InjectionNic;
import io.ringroad.shim.abi.SockaddrIn;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What an idle established connection costs: everything that the engine allocates for it from its
 * SYN to its descriptor, but for the slots of the four tables that it stands in. 100,000 of them;
 * {@code -Dringroad.idle.connections=1000000} for a million, which needs 2 GB of heap.
 */
@Timeout(900)
class IdleConnectionsTest {
  private static final int CONNECTIONS = Integer.getInteger("ringroad.idle.connections", 100_000);
  private static final int PER_PORT = 50_000;
  private static final int FIRST_PORT = 7_000;
  private static final int MAX_BYTES = 512;
  private static final int DATA_BYTES = 64;
  private static final long SECOND_NS = 1_000_000_000L;

  private final Arena arena = Arena.ofShared();
  private final NativeFramePool pool = new NativeFramePool(1_024);
  private final InjectionNic nic =
      new InjectionNic("scripted0", 0x02_00_00_00_00_01L, 1_500, pool, 64);
  private final ScriptedClient client = new ScriptedClient(nic);
  private final MemorySegment data = arena.allocate(DATA_BYTES);
  private long nowNs = SECOND_NS;
  private final Ringroad engine =
      Ringroad.launch(
          RingroadConfig.builder()
              .nic(nic, "10.9.0.1/24")
              .pool(pool)
              .drivenByCaller()
              .descriptors(CONNECTIONS + 100)
              .sockets(CONNECTIONS + 100)
              .seed(7, 7)
              .clock(() -> nowNs)
              .build());
  private final Lane lane = engine.lane(0);
  private final SocketCalls calls = engine.sockets();
  private final int[] descriptors = new int[CONNECTIONS];
  private final int[] serverSequence = new int[CONNECTIONS];

  IdleConnectionsTest() {
    lane.doWork();
  }

  @AfterEach
  void everyFrameComesBack() {
    engine.close();
    nic.close();
    assertEquals(0, pool.inUse());
    pool.close();
    arena.close();
  }

  @Test
  void anIdleConnectionIsSmallAndWakesUp() {
    listen();
    for (int i = 0; i < 1_000; i++) {
      open(i); // what is made once is made now
    }
    sleep();
    final long heapBefore = usedHeap();
    final long directBefore = usedDirect();
    for (int i = 1_000; i < CONNECTIONS; i++) {
      open(i);
    }
    sleep();
    int measured = CONNECTIONS - 1_000;
    long bytes = (usedHeap() - heapBefore + usedDirect() - directBefore) / measured;
    System.out.println("bytes of an idle connection, table slots included: " + bytes);
    assertTrue(bytes <= MAX_BYTES + slotBytes(), () -> bytes + " bytes");
    for (int i = 0; i < CONNECTIONS; i += 997) {
      exchange(i, 2);
    }
  }

  /**
   * References in the tables of connections (half full at most, and half as full after it has
   * grown), of the lane's sockets and of the descriptors, and a bit for the number.
   */
  private static long slotBytes() {
    return 4 * 4 + 2 * 4 + 2 * 4 + 1;
  }

  private void listen() {
    for (int at = 0; at < CONNECTIONS; at += PER_PORT) {
      int fd = calls.socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
      MemorySegment name = SockaddrIn.allocate(arena, "10.9.0.1", port(at));
      assertEquals(0, calls.bind(fd, name, SockaddrIn.SIZE));
      assertEquals(0, calls.listen(fd, 16));
    }
  }

  private static int port(int connection) {
    return FIRST_PORT + connection / PER_PORT;
  }

  private void open(int i) {
    serverSequence[i] = client.handshake(clientPort(i), port(i), this::cycle);
    int listener = i / PER_PORT;
    int fd = calls.accept4(listener, null, null, SOCK_NONBLOCK);
    assertTrue(fd >= 0, () -> "accept gave " + fd);
    descriptors[i] = fd;
    exchange(i, 1);
  }

  private static int clientPort(int connection) {
    return 10_000 + connection % PER_PORT;
  }

  /** The n-th time that the client sends and the application answers. */
  private void exchange(int i, int n) {
    int sent = (n - 1) * DATA_BYTES;
    client.send(clientPort(i), port(i), 1 + sent, serverSequence[i] + 1 + sent, DATA_BYTES);
    cycle();
    assertEquals(DATA_BYTES, calls.read(descriptors[i], data, DATA_BYTES));
    assertArrayEquals(
        ScriptedClient.pattern(DATA_BYTES), data.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE));
    assertEquals(DATA_BYTES, calls.write(descriptors[i], data, DATA_BYTES));
    cycle();
    client.discardAll();
    client.send(
        clientPort(i),
        port(i),
        1 + sent + DATA_BYTES,
        serverSequence[i] + 1 + sent + DATA_BYTES,
        0);
    cycle();
    client.discardAll();
  }

  private void cycle() {
    nowNs += 1_000;
    lane.doWork();
  }

  /** Lets all connections fall asleep. */
  private void sleep() {
    for (int i = 0; i < 300; i++) {
      nowNs += SECOND_NS / 10;
      lane.doWork();
    }
  }

  private static long usedHeap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static long usedDirect() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(each -> each.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }
}
