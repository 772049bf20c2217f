package io.ringroad.pmd.dpdk;

import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameBurst;
import io.ringroad.pmd.Nic;

/** Turns the kernel's ARP request into the reply that it asks for. */
final class ArpResponder {
  private static final long PATIENCE_NS = 60_000_000_000L;

  private final DpdkFramePool pool;
  private final Nic nic;
  private final FrameBurst burst = new FrameBurst(8);
  private final Frame frame = new Frame();

  ArpResponder(DpdkFramePool pool, Nic nic) {
    this.pool = pool;
    this.nic = nic;
  }

  static String format(long mac) {
    StringBuilder text = new StringBuilder();
    for (int shift = 40; shift >= 0; shift -= 8) {
      text.append("%02x".formatted(mac >> shift & 0xFF)).append(shift > 0 ? ":" : "");
    }
    return text.toString();
  }

  boolean answerOne() {
    long deadline = System.nanoTime() + PATIENCE_NS;
    while (System.nanoTime() < deadline) {
      if (nic.queue(0).rxBurst(burst) > 0 && keepRequest()) {
        boolean sent = nic.queue(0).txBurst(burst) == 1;
        pool.free(burst);
        return sent;
      }
    }
    return false;
  }

  private boolean keepRequest() {
    while (!burst.isEmpty()) {
      long data = frame.wrap(burst.get(0)).data();
      if (NativeMemory.getUnsignedShortBe(data + 12) == 0x0806) {
        toReply(data);
        return true;
      }
      pool.free(burst.get(0));
      burst.removeFirst(1);
    }
    return false;
  }

  private void toReply(long data) {
    long ours = NativeMemory.getIntBe(data + 38) & 0xFFFF_FFFFL;
    NativeMemory.copy(data + 22, data + 32, 10); // their MAC and IP become the target
    NativeMemory.copy(data + 32, data, 6);
    putMac(data + 6);
    NativeMemory.putShortBe(data + 20, (short) 2);
    putMac(data + 22);
    NativeMemory.putIntBe(data + 28, (int) ours);
  }

  private void putMac(long address) {
    NativeMemory.putShortBe(address, (short) (nic.macAddress() >> 32));
    NativeMemory.putIntBe(address + 2, (int) nic.macAddress());
  }
}
