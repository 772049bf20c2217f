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

/** Makes the answer to a frame out of the frame itself. Used by one thread. */
public final class FrameTurnaround {
  private static final int ADDRESSES = EthernetHeader.LENGTH + 12;
  private static final int PORTS = EthernetHeader.LENGTH + Ipv4Header.LENGTH;

  private final EthernetHeader ethernet = new EthernetHeader();
  private final Ipv4Header ip = new Ipv4Header();
  private final SegmentTurnaround segments = new SegmentTurnaround();

  /**
   * Turns a frame with a UDP datagram, or with a TCP segment that asks for an answer.
   *
   * @return false if nothing is to be answered; the frame's content is then undefined
   */
  public boolean turn(Frame frame) {
    long data = frame.data();
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
