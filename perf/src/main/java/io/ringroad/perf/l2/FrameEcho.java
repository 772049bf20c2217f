package io.ringroad.perf.l2;

import static io.ringroad.ffm.NativeMemory.getInt;
import static io.ringroad.ffm.NativeMemory.getLong;
import static io.ringroad.ffm.NativeMemory.putInt;
import static io.ringroad.ffm.NativeMemory.putLong;

import io.ringroad.fastpath.wire.EtherTypes;
import io.ringroad.fastpath.wire.EthernetHeader;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.fastpath.wire.Ipv4Header;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameBurst;
import io.ringroad.pmd.FramePool;
import io.ringroad.pmd.NicQueue;

/**
 * Sends UDP datagrams and TCP segments back as they came, with their addresses exchanged: no stack,
 * no sockets. What a round trip over a driver costs at the least. Everything else is dropped, so
 * its peer needs a static neighbour entry. Used by one thread.
 */
public final class FrameEcho {
  private static final int BURST = 32;
  private static final int ADDRESSES = EthernetHeader.LENGTH + 12;
  private static final int PORTS = EthernetHeader.LENGTH + Ipv4Header.LENGTH;

  private final NicQueue queue;
  private final FramePool pool;
  private final FrameBurst received = new FrameBurst(BURST);
  private final FrameBurst answers = new FrameBurst(BURST);
  private final Frame frame = new Frame();
  private final EthernetHeader ethernet = new EthernetHeader();
  private final Ipv4Header ip = new Ipv4Header();
  private final SegmentTurnaround segments = new SegmentTurnaround();

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
    if (turn(frame.wrap(address).data())) {
      answers.add(address);
    } else {
      pool.free(address);
    }
  }

  private boolean turn(long data) {
    if (frame.length() < PORTS + 2 * Short.BYTES
        || ethernet.wrap(data).type() != EtherTypes.IPV4
        || ip.wrap(data + EthernetHeader.LENGTH).headerLength() != Ipv4Header.LENGTH) {
      return false;
    }
    int protocol = ip.protocol();
    if (protocol != IpProtocols.UDP && protocol != IpProtocols.TCP) {
      return false;
    }
    exchangeAddresses(data);
    // UDP's checksum stays true: it is a sum, and the addends have changed places.
    return protocol == IpProtocols.UDP
        || segments.turn(
            data + PORTS, ip.totalLength() - Ipv4Header.LENGTH, ip.source(), ip.destination());
  }

  private void exchangeAddresses(long data) {
    long source = ethernet.source();
    ethernet.source(ethernet.destination()).destination(source);
    long address = getLong(data + ADDRESSES);
    putLong(data + ADDRESSES, Long.rotateLeft(address, Integer.SIZE));
    int ports = getInt(data + PORTS);
    putInt(data + PORTS, Integer.rotateLeft(ports, Short.SIZE));
  }
}
