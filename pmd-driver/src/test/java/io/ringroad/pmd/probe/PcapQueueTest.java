package io.ringroad.pmd.probe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameBurst;
import io.ringroad.pmd.NativeFramePool;
import io.ringroad.pmd.sim.InjectionNic;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PcapQueueTest {
  private static final long EPOCH_NS = 1_700_000_000_123_456_789L;

  @TempDir Path directory;
  private final NativeFramePool pool = new NativeFramePool(256);
  private final InjectionNic nic = new InjectionNic("device", 1, 1500, pool, 3);
  private final FrameBurst burst = new FrameBurst(200);
  private final Frame frame = new Frame();
  private Path path;
  private PcapFile file;
  private PcapQueue queue;
  private long nowNs = EPOCH_NS;

  @BeforeEach
  void open() throws IOException {
    path = directory.resolve("trace.pcapng");
    file = PcapFile.create(path, "rr0");
    queue = new PcapQueue(nic.queue(0), file, () -> nowNs);
  }

  @AfterEach
  void everyFrameCameBack() throws IOException {
    pool.free(burst);
    queue.close();
    file.close();
    nic.close();
    assertEquals(0, pool.inUse());
    pool.close();
  }

  private static byte[] arpRequest() {
    ByteBuffer frame = ByteBuffer.allocate(42);
    frame.put(new byte[] {-1, -1, -1, -1, -1, -1, 2, 0, 0, 0, 0, 1});
    frame.putShort((short) 0x0806).putShort((short) 1).putShort((short) 0x0800);
    frame.put((byte) 6).put((byte) 4).putShort((short) 1);
    frame.put(new byte[] {2, 0, 0, 0, 0, 1, 10, 0, 0, 1});
    frame.put(new byte[] {0, 0, 0, 0, 0, 0, 10, 0, 0, 2});
    return frame.array();
  }

  private void add(byte[] bytes) {
    frame.wrap(pool.allocate()).appendCopyOf(bytes, 0, bytes.length);
    burst.add(frame.address());
  }

  @Test
  void writesWhatTheFormatSays() throws IOException {
    nic.inject(arpRequest());
    assertEquals(1, queue.rxBurst(burst));
    nowNs += 1;
    queue.txBurst(burst);
    file.close();

    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.nativeOrder());
    assertEquals(0x0A0D0D0A, in.getInt());
    assertEquals(28, in.getInt());
    assertEquals(0x1A2B3C4D, in.getInt());
    assertEquals(1, in.getShort());
    assertEquals(0, in.getShort());
    assertEquals(-1, in.getLong());
    assertEquals(28, in.getInt());

    assertEquals(1, in.getInt());
    assertEquals(40, in.getInt());
    assertEquals(1, in.getShort());
    assertEquals(0, in.getShort());
    assertEquals(0, in.getInt());
    assertEquals(2, in.getShort());
    assertEquals(3, in.getShort());
    byte[] name = new byte[4];
    in.get(name);
    assertEquals("rr0\0", new String(name, StandardCharsets.US_ASCII));
    assertEquals(9, in.getShort());
    assertEquals(1, in.getShort());
    assertEquals(9, in.get());
    in.position(in.position() + 3);
    assertEquals(0, in.getInt());
    assertEquals(40, in.getInt());

    assertPacket(in, EPOCH_NS, 1);
    assertPacket(in, EPOCH_NS + 1, 2);
    assertEquals(0, in.remaining());
  }

  private static void assertPacket(ByteBuffer in, long epochNs, int flags) {
    int length = 28 + 44 + 16;
    assertEquals(6, in.getInt());
    assertEquals(length, in.getInt());
    assertEquals(0, in.getInt());
    assertEquals((int) (epochNs >>> 32), in.getInt());
    assertEquals((int) epochNs, in.getInt());
    assertEquals(42, in.getInt());
    assertEquals(42, in.getInt());
    byte[] data = new byte[42];
    in.get(data);
    assertArrayEquals(arpRequest(), data);
    assertEquals(0, in.getShort());
    assertEquals(2, in.getShort());
    assertEquals(4, in.getShort());
    assertEquals(flags, in.getInt());
    assertEquals(0, in.getInt());
    assertEquals(length, in.getInt());
  }

  @Test
  void recordsOnlyWhatTheQueueTook() throws IOException {
    for (int i = 0; i < 8; i++) {
      add(arpRequest());
    }
    assertEquals(7, queue.txBurst(burst)); // a ring for 3 has room for 7
    assertEquals(1, burst.size());
    file.flush();
    assertEquals(28 + 40 + 7 * 88, Files.size(path));
  }

  @Test
  void bringsTheFileUpToDateWhenNothingArrives() throws IOException {
    nic.inject(arpRequest());
    queue.rxBurst(burst);
    assertEquals(28 + 40, Files.size(path));
    queue.rxBurst(burst);
    assertEquals(28 + 40 + 88, Files.size(path));
  }

  @Test
  void outgrowsItsBuffers() throws IOException {
    for (int round = 0; round < 20; round++) {
      for (int i = 0; i < 200; i++) {
        add(new byte[1514]);
      }
      queue.txBurst(burst);
      while (nic.collectBytes() != null) {}
      pool.free(burst);
    }
    file.close();
    assertNull(file.failure());
    assertEquals(28 + 40 + 20 * 7 * (28 + 1516 + 16), Files.size(path));
  }

  @Test
  void endsTheRecordingWhenTheFileCannotBeWritten() throws IOException {
    assumeTrue(Files.exists(Path.of("/dev/full")), "skipped: there is no /dev/full");
    assertThrows(IOException.class, () -> PcapFile.create(Path.of("/dev/full"), "rr0"));
    assertTrue(Files.exists(Path.of("/dev/full")));
  }

  @Test
  @Tag("integration")
  void isReadByTcpdump() throws Exception {
    nic.inject(arpRequest());
    queue.rxBurst(burst);
    file.flush();
    Process tcpdump =
        new ProcessBuilder("tcpdump", "-r", path.toString(), "-n", "--nano", "-tt")
            .redirectErrorStream(true)
            .start();
    String output = new String(tcpdump.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, tcpdump.waitFor(), output);
    assertTrue(output.contains("1700000000.123456789"), output);
    assertTrue(output.contains("ARP, Request who-has 10.0.0.2 tell 10.0.0.1"), output);
  }
}
