package io.ringroad.ffm.dpdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.ffm.NativeMemory;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("integration")
class BurstTest {
  private static final int BURST = 32;
  private static final int POOL_SIZE = 4095;
  private static final int FRAME_BYTES = 64;

  private Eal eal;
  private Arena arena;
  private long array;

  @BeforeEach
  void registerThread() {
    eal = InstalledDpdk.eal();
    eal.registerThread();
    arena = Arena.ofConfined();
    array = arena.allocate(BURST * Long.BYTES).address();
  }

  @AfterEach
  void unregisterThread() {
    arena.close();
    eal.unregisterThread();
  }

  @Test
  void forwardsBetweenTwoDevicesAndLosesNoMbuf() {
    try (MbufPool pool = MbufPool.create(eal, POOL_SIZE, MbufLayout.DEFAULT_BUF_SIZE);
        EthDev in = started("net_null_in,size=" + FRAME_BYTES, pool);
        EthDev out = started("net_null_out", pool)) {
      RxBurst rx = in.rxBurst(0);
      TxBurst tx = out.txBurst(0);
      int rounds = 1000;
      for (int round = 0; round < rounds; round++) {
        int received = rx.receive(array, BURST);
        assertEquals(BURST, received);
        long mbuf = NativeMemory.getLong(array);
        assertEquals(pool.address(), NativeMemory.getLong(mbuf + MbufLayout.POOL));
        assertEquals(FRAME_BYTES, NativeMemory.getInt(mbuf + MbufLayout.PKT_LEN));
        assertEquals(in.port(), NativeMemory.getUnsignedShort(mbuf + MbufLayout.PORT));
        assertEquals(received, tx.prepare(array, received));
        assertEquals(received, tx.send(array, received));
      }
      assertEquals((long) rounds * BURST, in.stats().rxPackets());
      assertEquals((long) rounds * BURST, out.stats().txPackets());
      in.stop();
      out.stop();
      assertEquals(0, pool.inUseCount());
      assertEquals(POOL_SIZE, pool.availableCount());
    }
  }

  @Test
  void poolGivesAllOrNothingAndTakesBack() {
    try (MbufPool pool = MbufPool.create(eal, BURST + 1, MbufLayout.DEFAULT_BUF_SIZE)) {
      assertTrue(pool.get(array, BURST));
      assertEquals(BURST, pool.inUseCount());
      long second = arena.allocate(BURST * Long.BYTES).address();
      assertFalse(pool.get(second, 2));
      assertTrue(pool.get(second, 1));
      assertFalse(pool.get(second, 1));
      pool.put(array, BURST);
      pool.put(second, 1);
      assertEquals(0, pool.inUseCount());
    }
  }

  @Test
  void resetMakesAnEmptyPacketOfAnMbufThatWasUsed() {
    try (MbufPool pool = MbufPool.create(eal, 1, MbufLayout.DEFAULT_BUF_SIZE)) {
      assertTrue(pool.get(array, 1));
      long mbuf = NativeMemory.getLong(array);
      NativeMemory.putInt(mbuf + MbufLayout.PKT_LEN, 99);
      NativeMemory.putLong(mbuf + MbufLayout.OL_FLAGS, MbufFlags.TX_TCP_CKSUM);
      NativeMemory.putShort(mbuf + MbufLayout.DATA_OFF, (short) 7);
      MbufLayout.reset(mbuf);
      assertEquals(0, NativeMemory.getInt(mbuf + MbufLayout.PKT_LEN));
      assertEquals(0, NativeMemory.getLong(mbuf + MbufLayout.OL_FLAGS));
      assertEquals(MbufLayout.HEADROOM, NativeMemory.getUnsignedShort(mbuf + MbufLayout.DATA_OFF));
      assertEquals(1, NativeMemory.getUnsignedShort(mbuf + MbufLayout.REFCNT));
      assertEquals(1, NativeMemory.getUnsignedShort(mbuf + MbufLayout.NB_SEGS));
      assertEquals(0xFFFF, NativeMemory.getUnsignedShort(mbuf + MbufLayout.PORT));
      assertEquals(
          MbufLayout.DEFAULT_BUF_SIZE, NativeMemory.getUnsignedShort(mbuf + MbufLayout.BUF_LEN));
      pool.put(array, 1);
      assertEquals(0, pool.inUseCount());
    }
  }

  private EthDev started(String devargs, MbufPool pool) {
    EthDev dev = EthDev.probe(eal, devargs);
    dev.configure(EthDevConfig.single());
    dev.setupRxQueue(0, 0, pool);
    dev.setupTxQueue(0, 0);
    dev.start();
    return dev;
  }
}
