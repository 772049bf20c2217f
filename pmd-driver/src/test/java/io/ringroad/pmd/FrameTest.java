package io.ringroad.pmd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.ffm.NativeMemory;
import io.ringroad.ffm.dpdk.MbufFlags;
import io.ringroad.ffm.dpdk.MbufLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FrameTest {
  private final NativeFramePool pool = new NativeFramePool(4, 2048 + 128);
  private final Frame frame = new Frame();

  @BeforeEach
  void allocate() {
    frame.wrap(pool.allocate());
  }

  @AfterEach
  void everyFrameCameBack() {
    pool.free(frame.address());
    assertEquals(0, pool.inUse());
    pool.close();
  }

  @Test
  void isEmptyWhenAllocated() {
    assertEquals(0, frame.length());
    assertEquals(0, frame.packetLength());
    assertEquals(1, frame.segmentCount());
    assertEquals(1, frame.references());
    assertEquals(128, frame.headroom());
    assertEquals(2048, frame.tailroom());
    assertEquals(0, frame.flags());
    assertEquals(pool.id(), frame.poolId());
  }

  @Test
  void growsAndShrinksAtBothEnds() {
    long payload = frame.append(100);
    assertEquals(frame.data(), payload);
    assertEquals(payload + 100, frame.append(10));
    assertEquals(payload - 20, frame.prepend(20));
    assertEquals(130, frame.length());
    assertEquals(130, frame.packetLength());
    assertEquals(108, frame.headroom());
    assertEquals(1938, frame.tailroom());

    frame.trimFront(25);
    assertEquals(payload + 5, frame.data());
    frame.trimTo(7);
    assertEquals(7, frame.length());
    assertEquals(7, frame.packetLength());
    assertEquals(133, frame.headroom());
  }

  @Test
  void keepsMarksApartFromEachOtherAndFromItsHeader() {
    frame.append(60);
    frame.mark(0x11111111);
    frame.auxiliary(0x22222222);
    frame.stamp(0x3333333333333333L);
    assertEquals(0x11111111, frame.mark());
    assertEquals(0x22222222, frame.auxiliary());
    assertEquals(0x3333333333333333L, frame.stamp());
    assertEquals(frame.address() + MbufLayout.SIZE + 128, frame.data());
    assertEquals(60, frame.length());
  }

  @Test
  void resetForgetsEverything() {
    frame.append(60);
    frame.prepend(3);
    frame.mark(1);
    frame.auxiliary(2);
    frame.stamp(3);
    frame.requestIpChecksum(14, 20);
    frame.reset();
    isEmptyWhenAllocated();
    assertEquals(0, frame.mark());
    assertEquals(0, frame.auxiliary());
    assertEquals(0, frame.stamp());
    assertEquals(0, NativeMemory.getLong(frame.address() + MbufLayout.TX_OFFLOAD));
  }

  @Test
  void goesBackWithItsLastReference() {
    frame.append(1);
    int headroom = frame.headroom();
    frame.retain();
    frame.retain();
    assertEquals(3, frame.references());
    assertEquals(headroom, frame.headroom());
    pool.free(frame.address());
    pool.free(frame.address());
    assertEquals(1, pool.inUse());
    assertEquals(1, frame.references());
  }

  @Test
  void saysWhatTheDeviceFound() {
    assertFalse(frame.rxIpChecksumGood() || frame.rxIpChecksumBad());
    assertFalse(frame.rxL4ChecksumGood() || frame.rxL4ChecksumBad());
    frame.flags(MbufFlags.RX_IP_CKSUM_GOOD | MbufFlags.RX_L4_CKSUM_BAD);
    assertTrue(frame.rxIpChecksumGood());
    assertTrue(frame.rxL4ChecksumBad());
    // Both bits together: the checksum is not in the packet, which is sound.
    frame.flags(MbufFlags.RX_IP_CKSUM_MASK | MbufFlags.RX_L4_CKSUM_MASK);
    assertTrue(frame.rxIpChecksumGood() && !frame.rxIpChecksumBad());
    assertTrue(frame.rxL4ChecksumGood() && !frame.rxL4ChecksumBad());
  }

  @Test
  void asksTheDeviceForChecksums() {
    frame.requestIpChecksum(14, 20);
    frame.requestTcpChecksum(4, 14, 20);
    assertEquals(MbufFlags.TX_IP_CKSUM | MbufFlags.TX_IPV4 | MbufFlags.TX_TCP_CKSUM, frame.flags());
    assertEquals(14 | 20 << 7, NativeMemory.getLong(frame.address() + MbufLayout.TX_OFFLOAD));
  }

  @Test
  void isFoundWhenFreedTwice() {
    long other = pool.allocate();
    assertNotEquals(other, frame.address());
    pool.free(other);
    assertThrows(IllegalStateException.class, () -> pool.free(other));
    assertEquals(1, pool.inUse());
  }
}
