package io.ringroad.perf.l2;

import io.ringroad.fastpath.wire.EtherTypes;
import io.ringroad.fastpath.wire.EthernetHeader;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameBurst;
import io.ringroad.pmd.FramePool;
import io.ringroad.pmd.NicQueue;

/**
 * Sends UDP frames back as they came, with their addresses swapped: no stack, no sockets. What a
 * round trip over a driver costs at the least. Everything else is dropped, so its peer needs a
 * static neighbour entry. Used by one thread.
 */
public final class FrameEcho {
  private static final int BURST = 32;
  private static final int IPV4_PROTOCOL = EthernetHeader.LENGTH + 9;
  private static final int IPV4_SOURCE = EthernetHeader.LENGTH + 12;
  private static final int IPV4_DESTINATION = EthernetHeader.LENGTH + 16;
  private static final int UDP_SOURCE_PORT = EthernetHeader.LENGTH + 20;
  private static final int UDP_DESTINATION_PORT = EthernetHeader.LENGTH + 22;

  private final NicQueue queue;
  private final FramePool pool;
  private final FrameBurst received = new FrameBurst(BURST);
  private final FrameBurst answers = new FrameBurst(BURST);
  private final Frame frame = new Frame();
  private final EthernetHeader ethernet = new EthernetHeader();

  /** Frames of the queue come from {@code pool}. */
  public FrameEcho(NicQueue queue, FramePool pool) {
    this.queue = queue;
    this.pool = pool;
  }

  /** One burst in, and what is to be answered of it out. */
  public void turn() {
    int count = queue.rxBurst(received);
    if (count == 0) {
      return;
    }
    for (int i = 0; i < count; i++) {
      answer(received.get(i));
    }
    received.clear();
    queue.txBurst(answers);
    if (!answers.isEmpty()) {
      pool.free(answers);
    }
  }

  private void answer(long address) {
    long data = frame.wrap(address).data();
    if (isUdp(data)) {
      turnAround(data);
      answers.add(address);
    } else {
      pool.free(address);
    }
  }

  private boolean isUdp(long data) {
    return frame.length() > UDP_DESTINATION_PORT
        && ethernet.wrap(data).type() == EtherTypes.IPV4
        && NativeMemory.getByte(data + IPV4_PROTOCOL) == IpProtocols.UDP;
  }

  /** The checksums stay true: they are sums, and the addends change places. */
  private void turnAround(long data) {
    long source = ethernet.source();
    ethernet.source(ethernet.destination()).destination(source);
    int address = NativeMemory.getInt(data + IPV4_SOURCE);
    NativeMemory.putInt(data + IPV4_SOURCE, NativeMemory.getInt(data + IPV4_DESTINATION));
    NativeMemory.putInt(data + IPV4_DESTINATION, address);
    short port = NativeMemory.getShort(data + UDP_SOURCE_PORT);
    NativeMemory.putShort(
        data + UDP_SOURCE_PORT, NativeMemory.getShort(data + UDP_DESTINATION_PORT));
    NativeMemory.putShort(data + UDP_DESTINATION_PORT, port);
  }
}
