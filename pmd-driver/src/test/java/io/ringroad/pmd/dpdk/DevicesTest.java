package io.ringroad.pmd.dpdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.pmd.FrameBurst;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames through each kind of device. */
@Tag("integration")
class DevicesTest {
  private static final int LONGEST = 1514;
  private static final int FRAMES = 2_000;

  @TempDir Path directory;
  private TestBed bed;

  @BeforeEach
  void open() {
    bed = new TestBed(8191);
  }

  @AfterEach
  void everyFrameCameBack() {
    bed.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"afpacket", "afxdp"})
  void carriesFramesOverAVeth(String driver) throws Exception {
    Dpdk.requireRoot();
    try (VethPair veth = new VethPair("rrpmdv", 1);
        DpdkNic left = bed.open(driver + ":" + veth.left);
        DpdkNic right = bed.open(driver + ":" + veth.right)) {
      assertTrue(left.linkUp());
      assertEquals(1500, left.mtu());
      assertTrue(left.macAddress() != 0 && left.macAddress() != right.macAddress());
      bed.carries(left.queue(0), right.queue(0), FRAMES, LONGEST);
      bed.carries(right.queue(0), left.queue(0), FRAMES, LONGEST);
      assertEquals(FRAMES, left.statistics().txFrames());
      assertTrue(left.statistics().rxFrames() >= FRAMES);
    }
  }

  @Test
  void carriesFramesOverMemif() {
    Path socket = directory.resolve("m.sock");
    try (DpdkNic server = bed.open("memif:" + socket + ",server");
        DpdkNic client = bed.open("memif:" + socket)) {
      awaitLink(server, client);
      bed.carries(server.queue(0), client.queue(0), FRAMES, LONGEST);
      bed.carries(client.queue(0), server.queue(0), FRAMES, LONGEST);
    }
  }

  @Test
  void carriesFramesOverVhost() {
    Path socket = directory.resolve("v.sock");
    try (DpdkNic back = bed.open("vhost:" + socket);
        DpdkNic front = bed.open("virtio:" + socket)) {
      awaitLink(back, front);
      bed.carries(front.queue(0), back.queue(0), FRAMES, LONGEST);
      bed.carries(back.queue(0), front.queue(0), FRAMES, LONGEST);
    }
  }

  @Test
  void carriesFramesOverSeveralQueuesOfVhost() {
    Path socket = directory.resolve("q.sock");
    try (DpdkNic back = bed.open("vhost:" + socket + ",queues=2");
        DpdkNic front = bed.open("virtio:" + socket + ",queues=2")) {
      awaitLink(back, front);
      for (int queue = 0; queue < 2; queue++) {
        bed.carries(back.queue(queue), front.queue(queue), FRAMES, LONGEST);
        bed.carries(front.queue(queue), back.queue(queue), FRAMES, LONGEST);
      }
    }
  }

  @Test
  void carriesFramesOverSeveralQueuesOfMemif() {
    Path socket = directory.resolve("q.sock");
    try (DpdkNic server = bed.open("memif:" + socket + ",server,queues=2");
        DpdkNic client = bed.open("memif:" + socket + ",queues=2")) {
      awaitLink(server, client);
      for (int queue = 0; queue < 2; queue++) {
        bed.carries(server.queue(queue), client.queue(queue), FRAMES, LONGEST);
        bed.carries(client.queue(queue), server.queue(queue), FRAMES, LONGEST);
      }
    }
  }

  private static void awaitLink(DpdkNic first, DpdkNic second) {
    long deadline = System.nanoTime() + 60_000_000_000L;
    FrameBurst none = new FrameBurst(1);
    while (!first.linkUp() || !second.linkUp()) {
      assertTrue(System.nanoTime() < deadline, "no link");
      first.queue(0).rxBurst(none);
      second.queue(0).rxBurst(none);
      Thread.onSpinWait();
    }
    assertTrue(none.isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ring", "ring:rrpmd"})
  void bringsFramesBackFromARing(String spec) {
    try (DpdkNic nic = bed.open(spec)) {
      bed.carries(nic.queue(0), nic.queue(0), FRAMES, LONGEST);
    }
  }

  @Test
  void takesEverythingAndBringsEmptyFramesFromNull() {
    try (DpdkNic in = bed.open("null,size=100");
        DpdkNic out = bed.open("null")) {
      FrameBurst burst = new FrameBurst(32);
      for (int i = 0; i < 100; i++) {
        assertEquals(32, in.queue(0).rxBurst(burst));
        assertEquals(32, out.queue(0).txBurst(burst));
      }
      assertEquals(3_200, in.statistics().rxFrames());
      assertEquals(3_200, out.statistics().txFrames());
      assertEquals(320_000, out.statistics().txBytes());
    }
  }

  @Test
  void playsAndWritesPcapFiles() throws Exception {
    Path sent = directory.resolve("sent.pcap");
    try (DpdkNic nic = bed.open("net_pcap0,tx_pcap=" + sent + ",rx_pcap=" + pcapOf())) {
      FrameBurst burst = new FrameBurst(4);
      burst.add(bed.frame(1, 60));
      assertEquals(1, nic.queue(0).txBurst(burst));
    }
    try (DpdkNic nic = bed.open("pcap:" + sent)) {
      assertEquals(1, bed.receive(nic.queue(0), 1));
    }
  }

  @Test
  void dropsReceivedRunts() throws Exception {
    try (DpdkNic nic = bed.open("pcap:" + pcapOf(13))) {
      FrameBurst burst = new FrameBurst(4);
      assertEquals(0, nic.queue(0).rxBurst(burst));
      assertEquals(1, nic.statistics().rxRunt());
      assertEquals(0, nic.statistics().rxFrames());
    }
  }

  /** A file of frames of these lengths, all zeros. */
  private Path pcapOf(int... lengths) throws IOException {
    Path path = directory.resolve("frames-" + lengths.length + ".pcap");
    ByteBuffer file = ByteBuffer.allocate(24 + Arrays.stream(lengths).map(n -> 16 + n).sum());
    file.order(ByteOrder.nativeOrder()).putInt(0xA1B2C3D4).putShort((short) 2).putShort((short) 4);
    file.putLong(0).putInt(65535).putInt(1);
    for (int length : lengths) {
      file.putLong(0).putInt(length).putInt(length).put(new byte[length]);
    }
    Files.write(path, file.array());
    return path;
  }

  @Test
  void carriesFramesFromAndToTheKernelOverATap() throws Exception {
    Dpdk.requireRoot();
    String tap = Dpdk.ownName("rrpmdt");
    try (DpdkNic nic = bed.open("tap:" + tap)) {
      Dpdk.tryToRun("sysctl", "-qw", "net.ipv6.conf." + tap + ".disable_ipv6=1");
      Dpdk.run("ip", "link", "set", tap, "up");
      try (DpdkNic kernel = bed.open("afpacket:" + tap)) {
        bed.carries(nic.queue(0), kernel.queue(0), FRAMES, LONGEST);
        bed.carries(kernel.queue(0), nic.queue(0), FRAMES, LONGEST);
      }
    }
  }

  @Test
  void answersTheKernelsArp() throws Exception {
    Dpdk.requireRoot();
    String space = Dpdk.ownName("rrpmdns");
    Dpdk.run("ip", "netns", "add", space);
    try (VethPair veth = new VethPair("rrpmdk", 1)) {
      Dpdk.run("ip", "link", "set", veth.right, "netns", space);
      try (DpdkNic nic = bed.open("afpacket:" + veth.left)) {
        String[] up = {
          "link set " + veth.right + " up", "addr add 10.231.7.1/24 dev " + veth.right
        };
        for (String command : up) {
          Dpdk.run(("ip -n " + space + " " + command).split(" "));
        }
        Process ping =
            new ProcessBuilder("ip", "netns", "exec", space, "ping", "-c1", "-W2", "10.231.7.2")
                .redirectErrorStream(true)
                .start();
        assertTrue(new ArpResponder(bed.pool, nic).answerOne(), "no ARP request came");
        ping.waitFor();
        String neighbours = Dpdk.run("ip", "-n", space, "neigh", "show", "10.231.7.2");
        assertTrue(neighbours.contains(ArpResponder.format(nic.macAddress())), neighbours);
      }
    } finally {
      Dpdk.run("ip", "netns", "del", space);
    }
  }
}
