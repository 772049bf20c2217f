package io.ringroad.pmd.dpdk;

import io.ringroad.ffm.NativeMemory;
import io.ringroad.ffm.dpdk.MbufPool;
import io.ringroad.ffm.dpdk.RxBurst;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameBurst;
import io.ringroad.pmd.FrameCache;

/** Copies what net_af_xdp received into frames of the stack's pool; see {@link XdpMemory}. */
final class XdpSource implements FrameSource {
  private static final int BURST = 64;
  private static final int CACHED_FRAMES = 128;

  private final RxBurst rx;
  private final MbufPool memory;
  private final FrameCache frames;
  private final QueueCounters counters;
  private final FrameBurst received = new FrameBurst(BURST);
  private final Frame source = new Frame();
  private final Frame copy = new Frame();

  XdpSource(RxBurst rx, XdpMemory memory, DpdkFramePool pool, QueueCounters counters) {
    this.rx = rx;
    this.memory = memory.pool();
    this.frames = new FrameCache(pool, CACHED_FRAMES);
    this.counters = counters;
  }

  @Override
  public int receive(long array, int max) {
    int count = rx.receive(received.address(), Math.min(max, BURST));
    if (count == 0) {
      return 0;
    }
    received.size(count);
    int copied = 0;
    for (int i = 0; i < count; i++) {
      long frame = copyOf(received.get(i));
      if (frame != 0) {
        NativeMemory.putLong(array + (long) copied * Long.BYTES, frame);
        copied++;
      }
    }
    memory.put(received.address(), count);
    received.clear();
    return copied;
  }

  private long copyOf(long mbuf) {
    long address = frames.allocate();
    if (address == 0) {
      counters.add(QueueCounters.RX_NO_FRAME, 1);
    } else if (!copy.wrap(address).appendCopyOf(source.wrap(mbuf))) {
      counters.add(QueueCounters.RX_NO_FRAME, 1);
      frames.free(address);
      address = 0;
    }
    return address;
  }

  @Override
  public void close() {
    frames.drain();
  }
}
