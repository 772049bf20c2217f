package io.ringroad.fastpath.lane;

import static io.ringroad.fastpath.lane.SimFixture.ANY;
import static io.ringroad.fastpath.lane.SimFixture.SERVER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.socket.FrameMarks;
import io.ringroad.fastpath.socket.Readiness;
import io.ringroad.fastpath.socket.ReadinessListener;
import io.ringroad.fastpath.socket.Socket;
import io.ringroad.fastpath.socket.SocketResult;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.pmd.NativeFramePool;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Lanes on threads of their own, applications on others: everything goes through the proxies. The
 * server has two lanes on one queue.
 */
@Timeout(180)
class ThreadedLaneTest {
  private final NativeFramePool pool = new NativeFramePool(8_192);
  private final PipeNic[] nics = PipeNic.pair(pool);
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final LaneGroup server = group(nics[0], "10.0.0.1/24", 2);
  private final LaneGroup client = group(nics[1], "10.0.0.2/24", 1);

  private LaneGroup group(PipeNic nic, String address, int lanes) {
    return new LaneGroup(
        LaneConfig.builder()
            .lanes(lanes)
            .nic(nic, address)
            .pool(pool)
            .idleMode(IdleMode.BACKING_OFF)
            .build());
  }

  private void start() {
    server.start(failure::set);
    client.start(failure::set);
  }

  @AfterEach
  void everyFrameIsBack() {
    server.close();
    client.close();
    nics[0].close();
    nics[1].close();
    assertNull(failure.get());
    assertEquals(0, pool.inUse(), "frames that did not come back");
    pool.close();
  }

  /** Parks until one of the events holds: the readiness is the only thing that can wake it. */
  private static void await(Socket socket, int events) {
    Thread thread = Thread.currentThread();
    ReadinessListener listener = ready -> LockSupport.unpark(thread);
    socket.events().add(listener);
    while ((socket.readiness() & events) == 0) {
      LockSupport.park();
    }
    socket.events().remove(listener);
  }

  @Test
  void threadsEchoOverTheirOwnConnections() throws Exception {
    new StreamEcho(server, 80);
    start();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int seed = i;
      Thread thread = new Thread(() -> echo(seed, 500_000));
      thread.setUncaughtExceptionHandler((t, e) -> failure.compareAndSet(null, e));
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void echo(int seed, int total) {
    LaneProxy lane = client.proxy(0);
    StreamSocket socket = lane.openStream();
    assertEquals(NetError.IN_PROGRESS, lane.connect(socket, 0, SERVER, 80));
    await(socket, Readiness.CONNECTED | Readiness.ERROR);
    assertEquals(NetError.NONE, socket.takeError());
    byte[] out = new byte[3_000];
    byte[] in = new byte[3_000];
    int sent = 0;
    int received = 0;
    while (received < total) {
      int length = Math.min(out.length, total - sent);
      for (int i = 0; i < length; i++) {
        out[i] = (byte) (seed + sent + i);
      }
      int written =
          length == 0 ? 0 : socket.write(MemorySegment.ofArray(out), 0, length, FrameMarks.PUSH);
      assertTrue(written >= 0 || written == SocketResult.WOULD_BLOCK, () -> "write: " + written);
      if (written > 0) {
        sent += written;
        lane.notifyLane(socket, Socket.NOTICE_SEND);
      }
      received += read(lane, socket, in, seed + received);
      if (received < total && (sent == total || written < length)) {
        await(socket, Readiness.READABLE | (sent < total ? Readiness.WRITABLE : 0));
      }
    }
    assertEquals(NetError.NONE, lane.shutdown(socket, false, true));
    await(socket, Readiness.PEER_CLOSED);
    assertEquals(0, socket.read(MemorySegment.ofArray(in), 0, 1));
    lane.close(socket);
  }

  private static int read(LaneProxy lane, StreamSocket socket, byte[] in, int firstByte) {
    int read = socket.read(MemorySegment.ofArray(in), 0, in.length);
    assertTrue(read > 0 || read == SocketResult.WOULD_BLOCK, () -> "read: " + read);
    for (int i = 0; i < read; i++) {
      assertEquals((byte) (firstByte + i), in[i]);
    }
    if (socket.wantsReadNotice()) {
      lane.notifyLane(socket, Socket.NOTICE_READ);
    }
    return Math.max(0, read);
  }

  @Test
  void datagramsAreEchoedOneByOne() {
    new DatagramEcho(server.lane(0), 7);
    start();
    LaneProxy lane = client.proxy(0);
    DatagramSocket socket = lane.openDatagram();
    assertEquals(NetError.NONE, lane.bind(socket, 0, ANY, 0));
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = new byte[1 + i % 1_472];
      assertEquals(
          bytes.length, socket.send(MemorySegment.ofArray(bytes), 0, bytes.length, 0, SERVER, 7));
      lane.notifyLane(socket, Socket.NOTICE_SEND);
      await(socket, Readiness.READABLE);
      assertEquals(bytes.length, DatagramEcho.receive(socket, new byte[1_472]));
    }
    lane.close(socket);
  }

  @Test
  void socketsAreOpenedAndClosedByManyThreads() throws Exception {
    start();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Thread thread = new Thread(this::openAndClose);
      thread.setUncaughtExceptionHandler((t, e) -> failure.compareAndSet(null, e));
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(0, server.ports().size());
  }

  /** A port that was closed on one lane can be bound on another at once. */
  @Test
  void aClosedPortIsFreeForEveryLane() {
    start();
    for (int i = 0; i < 200; i++) {
      LaneProxy lane = server.proxy(i & 1);
      StreamSocket listening = lane.openStream();
      assertEquals(NetError.NONE, lane.bind(listening, 0, ANY, 80));
      assertEquals(NetError.NONE, lane.listen(listening, 1));
      lane.close(listening);
    }
  }

  private void openAndClose() {
    LaneProxy lane = server.proxy(0);
    for (int i = 0; i < 500; i++) {
      StreamSocket socket = lane.openStream();
      assertNotNull(socket);
      assertEquals(NetError.NONE, lane.bind(socket, 0, ANY, 0));
      assertTrue(socket.localPort() >= 32_768);
      if (i % 2 == 0) {
        assertEquals(NetError.NONE, lane.listen(socket, 1));
      }
      lane.close(socket);
    }
  }

  @Test
  void whoeverAsksAClosedLaneIsToldSo() {
    start();
    StreamSocket socket = server.proxy(0).openStream();
    server.close();
    assertTrue(socket.events().has(Readiness.HANG_UP));
    assertEquals(NetError.NETWORK_DOWN, server.proxy(0).bind(socket, 0, ANY, 1));
    assertNull(server.proxy(0).openDatagram());
  }
}
