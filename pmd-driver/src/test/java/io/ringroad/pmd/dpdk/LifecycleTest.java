package io.ringroad.pmd.dpdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.pmd.FrameBurst;
import io.ringroad.pmd.NicSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Devices come and go; frames that cannot travel are counted; nothing is left behind. */
@Tag("integration")
class LifecycleTest {
  private TestBed bed;
  private final FrameBurst burst = new FrameBurst(64);

  @BeforeEach
  void open() {
    bed = new TestBed(8191);
  }

  @AfterEach
  void everyFrameCameBack() {
    bed.pool.free(burst);
    bed.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"afpacket", "afxdp"})
  void opensTheSameInterfaceAgain(String driver) throws Exception {
    Dpdk.requireRoot();
    try (VethPair veth = new VethPair("rrpmda", 1)) {
      for (int round = 0; round < 3; round++) {
        try (DpdkNic left = bed.open(driver + ":" + veth.left);
            DpdkNic right = bed.open("afpacket:" + veth.right)) {
          bed.carries(left.queue(0), right.queue(0), 100, 1514);
        }
      }
    }
  }

  @Test
  void closesInAnyOrder() throws Exception {
    Dpdk.requireRoot();
    try (VethPair veth = new VethPair("rrpmdo", 1)) {
      DpdkNic first = bed.open("afpacket:" + veth.left);
      DpdkNic second = bed.open("null");
      DpdkNic third = bed.open("afpacket:" + veth.right);
      first.close();
      DpdkNic fourth = bed.open("afpacket:" + veth.left);
      second.close();
      bed.carries(fourth.queue(0), third.queue(0), 100, 1514);
      third.close();
      fourth.close();
      fourth.close();
      assertFalse(fourth.linkUp());
      assertEquals(100, fourth.statistics().txFrames());
    }
  }

  @Test
  void doesNothingOnceClosed() {
    DpdkNic nic = bed.open("null");
    nic.close();
    burst.add(bed.frame(1, 60));
    assertEquals(0, nic.queue(0).txBurst(burst));
    assertEquals(1, burst.size());
    assertEquals(0, nic.queue(0).rxBurst(burst));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"afpacket:rrpmdnone", "afxdp:rrpmdnone", "net_af_packet0,iface=rrpmdnone"})
  void saysWhichInterfaceIsMissing(String spec) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> bed.open(spec)).getMessage();
    assertTrue(
        message.startsWith(
            "device '"
                + spec
                + "': there is no interface 'rrpmdnone' in this network namespace, which has "),
        message);
    assertTrue(message.contains("lo"), message);
  }

  @Test
  void saysHowManyQueuesThereAre() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> bed.open("ring,queues=500"))
            .getMessage();
    assertTrue(message.startsWith("device 'ring,queues=500': 'queues' is 500, but"), message);
  }

  @Test
  void saysHowLongFramesMayBe() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> bed.open("null,mtu=4000")).getMessage();
    assertTrue(message.contains("'mtu' is 4000"), message);
    bed.open("null").close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"afpacket", "null", "tap"})
  void usesSeveralQueues(String driver) throws Exception {
    Dpdk.requireRoot();
    try (VethPair veth = new VethPair("rrpmdq", 2)) {
      String argument =
          driver.equals("null") ? "" : driver.equals("tap") ? ":rrpmdu" : ":" + veth.left;
      try (DpdkNic nic = bed.open(driver + argument + ",queues=2")) {
        assertEquals(2, nic.queueCount());
        for (int queue = 0; queue < 2; queue++) {
          burst.add(bed.frame(queue, 60));
          assertEquals(1, nic.queue(queue).txBurst(burst));
          nic.queue(queue).rxBurst(burst);
          bed.pool.free(burst);
        }
        assertEquals(2, nic.statistics().txFrames());
      }
    }
  }

  @Test
  void receivesOnEveryQueueOfAFanout() throws Exception {
    Dpdk.requireRoot();
    try (VethPair veth = new VethPair("rrpmdf", 1);
        DpdkNic two = bed.open("afpacket:" + veth.left + ",queues=2");
        DpdkNic one = bed.open("afpacket:" + veth.right)) {
      int sent = 200;
      int[] received = new int[2];
      for (int i = 0; i < sent; i++) {
        burst.add(UdpFrames.frame(bed.pool, i));
        assertEquals(1, one.queue(0).txBurst(burst));
        for (int queue = 0; queue < 2; queue++) {
          received[queue] += two.queue(queue).rxBurst(burst);
          bed.pool.free(burst);
        }
      }
      assertTrue(received[0] > 20 && received[1] > 20, received[0] + " and " + received[1]);
    }
  }

  @Test
  void countsAndFreesWhatCannotBeSent() {
    try (DpdkNic nic = bed.open("null")) {
      burst.add(bed.frame(1, 1519));
      burst.add(bed.frame(2, 60));
      long runt = bed.frame(3, 60);
      new io.ringroad.pmd.Frame().wrap(runt).trimTo(13);
      burst.add(runt);
      burst.add(bed.frame(4, 1518));
      assertEquals(4, nic.queue(0).txBurst(burst));
      assertTrue(burst.isEmpty());
      assertEquals(1, nic.statistics().txOversized());
      assertEquals(1, nic.statistics().txRunt());
      assertEquals(2, nic.statistics().txFrames());
      assertEquals(1578, nic.statistics().txBytes());
    }
  }

  @Test
  void leavesFramesWithTheCallerWhenTheRingIsFull() {
    try (DpdkNic nic = bed.open("ring")) {
      int sent = 0;
      int taken;
      do {
        while (!burst.isFull()) {
          burst.add(bed.frame(sent + burst.size(), 60));
        }
        taken = nic.queue(0).txBurst(burst);
        sent += taken;
      } while (taken > 0);
      assertEquals(64, burst.size());
      assertTrue(sent > 100, "sent " + sent);
      assertTrue(nic.statistics().txFull() > 0);
      assertEquals(sent, nic.statistics().txFrames());
      assertEquals(sent, bed.receive(nic.queue(0), sent));
    }
  }

  @Test
  void freesWhatWasNotReceivedBeforeTheDeviceClosed() throws Exception {
    Dpdk.requireRoot();
    try (VethPair veth = new VethPair("rrpmdc", 1);
        DpdkNic left = bed.open("afxdp:" + veth.left);
        DpdkNic right = bed.open("afxdp:" + veth.right)) {
      for (int i = 0; i < 50; i++) {
        burst.add(bed.frame(i, 60));
      }
      assertEquals(50, left.queue(0).txBurst(burst));
      assertTrue(right.linkUp());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"afpacket", "afxdp"})
  void survivesADryPool(String driver) throws Exception {
    Dpdk.requireRoot();
    try (VethPair veth = new VethPair("rrpmdd", 1);
        DpdkNic left = bed.open("afpacket:" + veth.left);
        DpdkNic right = bed.open(driver + ":" + veth.right)) {
      for (int i = 0; i < 64; i++) {
        burst.add(bed.frame(i, 60));
      }
      FrameBurst held = new FrameBurst(8191);
      while (bed.pool.allocate(held, 8191) > 0) {}
      assertEquals(0, bed.pool.allocate());
      assertEquals(64, left.queue(0).txBurst(burst));
      right.queue(0).rxBurst(burst);
      bed.pool.free(burst);
      bed.pool.free(held);
      bed.discard(right.queue(0));
      bed.carries(left.queue(0), right.queue(0), 500, 1514);
    }
  }

  @Test
  void doesNotMixUpDevicesOfOneSpec() {
    NicSpec spec = NicSpec.parse("null");
    try (DpdkNic one = DpdkNic.open(bed.eal, spec, bed.pool);
        DpdkNic two = DpdkNic.open(bed.eal, spec, bed.pool)) {
      assertEquals(64, one.queue(0).rxBurst(burst));
      assertEquals(64, two.queue(0).txBurst(burst));
      assertEquals(0, one.statistics().txFrames());
      assertEquals(0, two.statistics().rxFrames());
    }
  }
}
