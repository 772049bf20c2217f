package io.ringroad.pmd.dpdk;

import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;

/** Datagrams of many flows, for devices that spread flows over queues. */
final class UdpFrames {
  private static final int LENGTH = 60;
  private static final int IP = 14;
  private static final int UDP = IP + 20;

  private UdpFrames() {}

  /** A datagram 10.231.8.1:1024+flow to 10.231.8.2:9, broadcast on the link. */
  static long frame(DpdkFramePool pool, int flow) {
    long address = pool.allocate();
    long data = new Frame().wrap(address).append(LENGTH);
    NativeMemory.fill(data, LENGTH, (byte) 0);
    NativeMemory.putLongBe(data, 0xFFFF_FFFF_FFFF_0200L);
    NativeMemory.putIntBe(data + 8, 1);
    NativeMemory.putShortBe(data + 12, (short) 0x0800);
    NativeMemory.putShortBe(data + IP, (short) 0x4500);
    NativeMemory.putShortBe(data + IP + 2, (short) (LENGTH - IP));
    NativeMemory.putShortBe(data + IP + 8, (short) (64 << 8 | 17));
    NativeMemory.putIntBe(data + IP + 12, 0x0AE7_0801);
    NativeMemory.putIntBe(data + IP + 16, 0x0AE7_0802);
    NativeMemory.putShortBe(data + UDP, (short) (1024 + flow));
    NativeMemory.putShortBe(data + UDP + 2, (short) 9);
    NativeMemory.putShortBe(data + UDP + 4, (short) (LENGTH - UDP));
    NativeMemory.putShortBe(data + IP + 10, checksum(data + IP));
    return address;
  }

  private static short checksum(long header) {
    int sum = 0;
    for (int i = 0; i < 20; i += 2) {
      sum += NativeMemory.getUnsignedShortBe(header + i);
    }
    return (short) ~((sum & 0xFFFF) + (sum >> 16));
  }
}
