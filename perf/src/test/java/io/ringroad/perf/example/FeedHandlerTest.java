package io.ringroad.perf.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.ringroad.fastpath.wire.Checksum;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.ffm.NativeMemory;
import io.ringroad.perf.example.FeedHandler.Feed;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.NativeFramePool;
import io.ringroad.pmd.sim.InjectionNic;
import io.ringroad.shim.BorrowedData;
import io.ringroad.shim.Ringroad;
import io.ringroad.shim.RingroadConfig;
import io.ringroad.shim.ZeroCopyApplication;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The feed handler on a lane, and a feed that the test puts on the wire. */
@Timeout(120)
class FeedHandlerTest {
  private static final String OWN = "10.9.0.1";
  private static final String GROUP = "232.1.1.1";
  private static final String SOURCE = "10.9.0.7";
  private static final int PORT = 7_000;
  private static final int HEADERS_BYTES = 14 + 20 + 8;
  private static final int PAYLOAD_BYTES = 8;
  private static final long OTHER_MAC = 0x02_00_00_00_00_99L;

  /** A message as the handler had it. */
  private record Seen(long address, int length, long content) {
    static Seen of(BorrowedData message) {
      long content = NativeMemory.getLongBe(message.address());
      return new Seen(message.address(), message.length(), content);
    }
  }

  private final NativeFramePool pool = new NativeFramePool(4_096);
  private final InjectionNic nic = new InjectionNic("feed0", 0x02_00_00_00_00_01L, 1_500, pool, 64);
  private final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();

  /** Puts a message on the wire; returns where its payload lies. */
  private long inject(String source, long content) {
    Frame frame = new Frame().wrap(pool.allocate());
    long at = frame.append(HEADERS_BYTES + PAYLOAD_BYTES);
    int group = IpAddresses.parseIpv4(GROUP);
    NativeMemory.putLongBe(at, (0x0100_5E00_0000L | group & 0x7F_FFFF) << 16 | OTHER_MAC >>> 32);
    NativeMemory.putIntBe(at + 8, (int) OTHER_MAC);
    NativeMemory.putShortBe(at + 12, (short) 0x0800);
    long ip = at + 14;
    NativeMemory.putIntBe(ip, 0x4500_0000 | 20 + 8 + PAYLOAD_BYTES);
    NativeMemory.putIntBe(ip + 4, 0);
    NativeMemory.putIntBe(ip + 8, 0x0111_0000);
    NativeMemory.putIntBe(ip + 12, IpAddresses.parseIpv4(source));
    NativeMemory.putIntBe(ip + 16, group);
    NativeMemory.putShortBe(ip + 10, (short) Checksum.of(ip, 20));
    NativeMemory.putIntBe(ip + 20, 5_000 << 16 | PORT);
    NativeMemory.putIntBe(ip + 24, 8 + PAYLOAD_BYTES << 16); // without a checksum (RFC 768)
    NativeMemory.putLongBe(ip + 28, content);
    nic.inject(frame.address());
    return at + HEADERS_BYTES;
  }

  /** Waits for the report of the membership, which is sent when it holds. */
  private void awaitJoin() throws InterruptedException {
    while (true) {
      byte[] frame = nic.collectBytes();
      if (frame == null) {
        TimeUnit.MILLISECONDS.sleep(1);
      } else if (frame.length > 23 && frame[12] == 8 && frame[13] == 0 && frame[23] == 2) {
        return;
      }
    }
  }

  private Seen next() throws InterruptedException {
    Seen next = seen.poll(60, TimeUnit.SECONDS);
    assertNotNull(next, "a message");
    return next;
  }

  @Test
  void messagesAreReadWhereTheDevicePutThem() throws Exception {
    Feed feed = new Feed(GROUP, PORT, OWN, SOURCE);
    Consumer<BorrowedData> consumer = message -> seen.add(Seen.of(message));
    ZeroCopyApplication application =
        (sockets, zeroCopy, lane) -> new FeedHandler(sockets, zeroCopy, feed, consumer);
    RingroadConfig config =
        RingroadConfig.builder()
            .nic(nic, OWN + "/24")
            .pool(pool)
            .seed(7, 7)
            .application(application)
            .build();
    try (Ringroad engine = Ringroad.launch(config)) {
      awaitJoin();
      inject("10.9.0.8", -1); // another source
      for (long i = 0; i < 50; i++) {
        long lies = inject(SOURCE, i);
        assertEquals(new Seen(lies, PAYLOAD_BYTES, i), next());
      }
      assertEquals(1, engine.laneCount());
    }
    while (nic.collectBytes() != null) {
      // what was said of the membership
    }
    nic.close();
    assertEquals(0, pool.inUse(), "frames that did not come back");
    pool.close();
  }
}
