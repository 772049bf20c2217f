package io.ringroad.fastpath.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A lane's thread and an application's, bounded by bytes: no byte is lost, none comes twice. */
class StreamStressTest {
  private static final int BYTES = 4_000_000;

  private final SocketFixture fixture = new SocketFixture(512);
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  /** The lane echoes what the application writes; the application sleeps only when told to. */
  @Test
  void theLaneEchoesWhatTheApplicationWrites() throws Exception {
    StreamSocket socket = fixture.connected();
    socket.options().set(SocketOption.SEND_BUFFER, 20_000);
    socket.options().set(SocketOption.RECEIVE_BUFFER, 20_000);
    Thread lane = start(() -> echo(socket));
    AtomicInteger signals = new AtomicInteger();
    socket.events().add(events -> signals.incrementAndGet());
    SplittableRandom random = new SplittableRandom(7);
    MemorySegment buffer = MemorySegment.ofArray(new byte[5_000]);
    byte[] in = new byte[5_000];
    int written = 0;
    int read = 0;
    while (read < BYTES && failure.get() == null) {
      int seen = signals.get();
      boolean progress = false;
      if (written < BYTES) {
        int length = Math.min(1 + random.nextInt(5_000), BYTES - written);
        for (int i = 0; i < length; i++) {
          buffer.set(ValueLayout.JAVA_BYTE, i, (byte) (written + i));
        }
        int result = socket.write(buffer, 0, length, 0);
        if (result > 0) {
          written += result;
          progress = true;
        }
      }
      int result = socket.read(MemorySegment.ofArray(in), 0, 1 + random.nextInt(in.length));
      for (int i = 0; i < result; i++) {
        assertEquals((byte) (read + i), in[i]);
      }
      if (result > 0) {
        read += result;
        progress = true;
      }
      // Nothing to do: without a lost wake-up there will be a signal. A full write with a dry pool
      // is the exception, and then there is something to read.
      while (!progress && signals.get() == seen && socket.available() == 0 && isWaiting(socket)) {
        assertNull(failure.get());
        Thread.yield();
      }
    }
    lane.join();
    assertNull(failure.get());
    assertEquals(BYTES, written);
    fixture.release(socket);
    fixture.close();
  }

  private static boolean isWaiting(StreamSocket socket) {
    return socket.sendSpace() == 0 || socket.available() == 0;
  }

  private void echo(StreamSocket socket) {
    Frame frame = new Frame();
    int echoed = 0;
    long pending = 0;
    while (echoed < BYTES) {
      if (pending == 0) {
        pending = socket.pollToSend();
      }
      if (pending != 0) {
        int length = frame.wrap(pending).length();
        if (socket.deliver(pending, length)) {
          pending = 0;
          echoed += length;
          socket.acknowledged(length);
        }
      }
    }
  }

  /**
   * Datagrams with their numbers: what is not dropped comes in order, what is dropped is counted.
   */
  @Test
  void datagramsComeInOrderOrAreCounted() throws Exception {
    int datagrams = 200_000;
    DatagramSocket socket = new DatagramSocket(fixture.context);
    socket.options().set(SocketOption.RECEIVE_BUFFER, 100 * 768);
    AtomicInteger dropped = new AtomicInteger();
    Thread lane =
        start(
            () -> {
              Frame frame = new Frame();
              for (int i = 0; i < datagrams; i++) {
                long next;
                while ((next = fixture.pool.allocate()) == 0) {
                  Thread.yield();
                }
                NativeMemory.putInt(frame.wrap(next).append(4), i);
                if (!socket.deliver(next)) {
                  dropped.incrementAndGet();
                  fixture.pool.free(next);
                }
              }
            });
    int received = 0;
    int last = -1;
    Frame frame = new Frame();
    while (lane.isAlive() || socket.head() != 0) {
      long head = socket.head();
      if (head != 0) {
        int number = NativeMemory.getInt(frame.wrap(head).data());
        assertEquals(true, number > last, () -> "out of order: " + number);
        last = number;
        received++;
        socket.removeHead();
      }
    }
    lane.join();
    assertNull(failure.get());
    assertEquals(datagrams, received + dropped.get());
    assertEquals(dropped.get(), socket.dropped());
    fixture.release(socket);
    fixture.close();
  }

  private Thread start(Runnable work) {
    Thread thread = new Thread(work, "lane");
    thread.setUncaughtExceptionHandler((t, e) -> failure.set(e));
    thread.start();
    return thread;
  }
}
