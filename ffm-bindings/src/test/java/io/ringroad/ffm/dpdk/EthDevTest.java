package io.ringroad.ffm.dpdk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.ffm.linux.Affinity;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("integration")
class EthDevTest {
  private static final int EEXIST = 17;

  private Eal eal;

  @BeforeEach
  void start() {
    eal = InstalledDpdk.eal();
  }

  @Test
  void theEalIsStartedOnceAndLeavesTheCallersAffinityAlone() {
    BitSet before = Affinity.get();
    assertSame(eal, Eal.start(EalOptions.virtual(16)));
    assertTrue(eal.version().startsWith("DPDK 22.11"), eal.version());
    assertEquals(before, Affinity.get());
    assertTrue(before.cardinality() >= Runtime.getRuntime().availableProcessors());
  }

  @Test
  void saysWhatTheDeviceCanDo() {
    try (EthDev dev = EthDev.probe(eal, "net_null_info")) {
      EthDevInfo info = dev.info();
      assertEquals("net_null", info.driverName());
      assertTrue(info.maxRxQueues() >= 1);
      assertTrue(info.maxTxQueues() >= 1);
      assertTrue(info.maxMtu() >= 1500);
      assertEquals("net_null_info", dev.name());
      assertEquals(EthFilter.MAC_BYTES, dev.filter().macAddress().length);
    }
  }

  @Test
  void aDeviceCanBeRemovedAndAddedAgain() {
    for (int i = 0; i < 3; i++) {
      try (MbufPool pool = MbufPool.create(eal, 511, MbufLayout.DEFAULT_BUF_SIZE);
          EthDev dev = EthDev.probe(eal, "net_null_again")) {
        start(dev, 1, pool);
        assertTrue(dev.link().up());
        dev.setMtu(1400);
        assertEquals(1400, dev.mtu());
        assertEquals(0, dev.stats().rxPackets());
        assertNotNull(dev.rxBurst(0));
      }
    }
  }

  @Test
  void aDeviceCanBeReconfiguredWithOtherQueues() {
    try (MbufPool pool = MbufPool.create(eal, 511, MbufLayout.DEFAULT_BUF_SIZE);
        EthDev dev = EthDev.probe(eal, "net_null_queues")) {
      start(dev, 1, pool);
      dev.stop();
      start(dev, 4, pool);
      assertNotNull(dev.rxBurst(3));
      assertNotNull(dev.txBurst(3));
    }
  }

  @Test
  void aRingCarriesItsOwnMacAddressAndMulticastMode() {
    try (EthDev dev = EthDev.probe(eal, "net_ring_mac")) {
      dev.filter().setPromiscuous(true);
      assertTrue(dev.filter().isPromiscuous());
      dev.filter().setPromiscuous(false);
      assertFalse(dev.filter().isPromiscuous());
      dev.filter().setAllMulticast(true);
      assertTrue(dev.filter().isAllMulticast());
      byte[] mac = {2, 0, 0, 0, 0, 9};
      assertThrows(IllegalArgumentException.class, () -> dev.filter().setMacAddress(new byte[5]));
      assertThrows(DpdkException.class, () -> dev.filter().setMulticastAddresses(List.of(mac)));
    }
    try (EthDev dev = EthDev.probe(eal, "net_null_mac")) {
      byte[] mac = {2, 0, 0, 0, 0, 9};
      dev.filter().setMacAddress(mac);
      assertArrayEquals(mac, dev.filter().macAddress());
    }
  }

  @Test
  void anUnknownDeviceIsAnExceptionWithDpdksWords() {
    DpdkException e = assertThrows(DpdkException.class, () -> EthDev.probe(eal, "net_nonesuch0"));
    assertTrue(e.getMessage().startsWith("device 'net_nonesuch0': "), e.getMessage());
    assertTrue(e.getMessage().contains("EAL: "), e.getMessage());
    assertTrue(e.errno() > 0);
  }

  @Test
  void aMissingInterfaceIsNamedByTheDriver() {
    DpdkException e =
        assertThrows(
            DpdkException.class, () -> EthDev.probe(eal, "net_af_packet9,iface=rrffm-none"));
    assertTrue(e.getMessage().contains("rrffm-none"), e.getMessage());
    try (EthDev dev = EthDev.probe(eal, "net_null_after")) {
      assertEquals("net_null_after", dev.name());
    }
  }

  @Test
  void aDeviceThatIsThereCannotBeAddedAgain() {
    try (EthDev dev = EthDev.probe(eal, "net_null_twice")) {
      DpdkException e = assertThrows(DpdkException.class, () -> EthDev.probe(eal, dev.name()));
      assertEquals(EEXIST, e.errno());
    }
  }

  @Test
  void whatTheDeviceCannotDoIsRefusedWithDpdksWords() {
    try (EthDev dev = EthDev.probe(eal, "net_null_limits")) {
      int tooMany = dev.info().maxRxQueues() + 1;
      DpdkException queues =
          assertThrows(
              DpdkException.class, () -> dev.configure(new EthDevConfig(tooMany, 1, 0, 0, 0, 0)));
      assertTrue(queues.getMessage().contains("net_null_limits"), queues.getMessage());
      assertTrue(queues.getMessage().contains("Number of Rx queues"), queues.getMessage());
      DpdkException offload =
          assertThrows(
              DpdkException.class,
              () -> dev.configure(new EthDevConfig(1, 1, 0, EthOffload.RX_TCP_LRO, 0, 0)));
      assertTrue(offload.getMessage().contains("offload"), offload.getMessage());
    }
  }

  @Test
  void aPoolThatMemoryCannotHoldIsRefused() {
    DpdkException e =
        assertThrows(DpdkException.class, () -> MbufPool.create(eal, 1 << 24, 0xFFFF));
    assertTrue(e.getMessage().startsWith("no pool of 16777216 mbufs"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> MbufPool.create(eal, 0, 2048));
  }

  @Test
  void aClosedDeviceRefusesFurtherCalls() {
    EthDev dev = EthDev.probe(eal, "net_null_closed");
    dev.close();
    dev.close();
    assertThrows(IllegalStateException.class, dev::info);
  }

  private static void start(EthDev dev, int queues, MbufPool pool) {
    dev.configure(new EthDevConfig(queues, queues, 0, 0, 0, 0));
    for (int queue = 0; queue < queues; queue++) {
      dev.setupRxQueue(queue, 0, pool);
      dev.setupTxQueue(queue, 0);
    }
    dev.start();
  }
}
