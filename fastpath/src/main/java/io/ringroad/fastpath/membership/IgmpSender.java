package io.ringroad.fastpath.membership;

import io.ringroad.fastpath.link.EthernetLink;
import io.ringroad.fastpath.wire.Checksum;
import io.ringroad.fastpath.wire.EtherTypes;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.fastpath.wire.Ipv4Header;
import io.ringroad.fastpath.wire.MacAddresses;
import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;
import java.util.function.IntSupplier;

/**
 * IGMP's messages (RFC 3376 4, RFC 2236 2, RFC 1112 appendix I). They go to the link itself: their
 * way needs no route, and an interface without an address sends them from 0.0.0.0 (RFC 3376
 * 4.2.13).
 *
 * <pre>
 *   0               1               2               3
 *   +---------------+---------------+-------------------------------+
 *   | type          | 0             | checksum                      |  0
 *   +---------------+---------------+-------------------------------+
 *   | version 3: 0, number of records | versions 1 and 2: the group |  4
 *   +---------------------------------------------------------------+
 * </pre>
 */
final class IgmpSender implements MessageSender {
  /** 224.0.0.22, all IGMPv3-capable routers. */
  static final int ALL_REPORTED_TO = 0xE000_0016;

  /** 224.0.0.2, all routers. */
  static final int ALL_ROUTERS = 0xE000_0002;

  private static final int TTL = 1;
  private static final int INTERNETWORK_CONTROL = 0xC0; // RFC 3376 4
  private static final byte[] ROUTER_ALERT = {(byte) 148, 4, 0, 0}; // RFC 2113 2.1
  private static final int IP_HEADER_BYTES = Ipv4Header.LENGTH + ROUTER_ALERT.length;
  private static final int OLDER_BYTES = 8;
  private static final int ALL_ONES = 0xFFFF;

  private final EthernetLink link;
  private final FrameCache frames;
  private final IntSupplier source;
  private final Ipv4Header header = new Ipv4Header();
  private final Frame older = new Frame();

  /**
   * @param source the interface's own address, 0 if it has none
   */
  IgmpSender(EthernetLink link, FrameCache frames, IntSupplier source) {
    this.link = link;
    this.frames = frames;
    this.source = source;
  }

  @Override
  public int addressBytes() {
    return Integer.BYTES;
  }

  @Override
  public int maxReportBytes() {
    int room = frames.pool().dataRoom() - Frame.HEADROOM_BYTES;
    return Math.min(link.mtu() - IP_HEADER_BYTES, room);
  }

  /** RFC 3376 5: of 224.0.0.1 nothing is ever said. */
  @Override
  public boolean isReported(long groupHigh, long groupLow) {
    return IpAddresses.toIpv4(groupLow) != IpAddresses.IPV4_ALL_HOSTS;
  }

  @Override
  public void sendReport(Frame frame, int records) {
    NativeMemory.putIntBe(frame.data(), IgmpMessage.REPORT << 24);
    NativeMemory.putIntBe(frame.data() + IgmpMessage.REST, records);
    send(frame, ALL_REPORTED_TO);
  }

  @Override
  public boolean sendOlder(Older what, long groupHigh, long groupLow) {
    long address = frames.allocate();
    if (address == 0) {
      return false;
    }
    int group = IpAddresses.toIpv4(groupLow);
    older.wrap(address).append(OLDER_BYTES);
    int type =
        switch (what) {
          case SIMPLE_REPORT -> IgmpMessage.REPORT_V1;
          case REPORT -> IgmpMessage.REPORT_V2;
          case LEAVE -> IgmpMessage.LEAVE;
        };
    NativeMemory.putIntBe(older.data(), type << 24);
    NativeMemory.putIntBe(older.data() + IgmpMessage.REST, group);
    send(older, what == Older.LEAVE ? ALL_ROUTERS : group);
    return true;
  }

  private void send(Frame frame, int destination) {
    int checksum = Checksum.of(frame.data(), frame.length());
    NativeMemory.putShortBe(frame.data() + IgmpMessage.CHECKSUM, (short) (checksum & ALL_ONES));
    int length = IP_HEADER_BYTES + frame.length();
    header
        .wrap(frame.prepend(IP_HEADER_BYTES))
        .initialise(
            INTERNETWORK_CONTROL,
            length,
            0,
            true,
            TTL,
            IpProtocols.IGMP,
            source.getAsInt(),
            destination)
        .options(ROUTER_ALERT, ROUTER_ALERT.length);
    header.checksum(header.computeChecksum());
    link.send(frame, MacAddresses.ofIpv4Multicast(destination), EtherTypes.IPV4);
  }
}
