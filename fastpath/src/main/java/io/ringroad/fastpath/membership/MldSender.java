package io.ringroad.fastpath.membership;

import io.ringroad.fastpath.link.EthernetLink;
import io.ringroad.fastpath.wire.Checksum;
import io.ringroad.fastpath.wire.EtherTypes;
import io.ringroad.fastpath.wire.Icmpv6Types;
import io.ringroad.fastpath.wire.IpAddress;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.fastpath.wire.Ipv6Header;
import io.ringroad.fastpath.wire.MacAddresses;
import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;
import java.util.function.Supplier;

/**
 * MLD's messages (RFC 3810 5, RFC 2710 3): from the interface's link-local address, or from {@code
 * ::} while it has none (RFC 3590).
 *
 * <pre>
 *   IPv6 header, hop limit 1
 *   +---------------+---------------+---------------+---------------+
 *   | 58            | 0             | 5             | 2             |  router alert (RFC 2711)
 *   +---------------+---------------+---------------+---------------+
 *   | 0: MLD                        | 1             | 0             |  and padding
 *   +-------------------------------+---------------+---------------+
 *   ICMPv6 message
 * </pre>
 */
final class MldSender implements MessageSender {
  private static final IpAddress NONE = new IpAddress(0, 0);
  private static final long LINK_SCOPE = 0xFF02_0000_0000_0000L;

  /** ff02::16, all MLDv2-capable routers. */
  private static final long ALL_REPORTED_TO = 0x16;

  /** ff02::2, all routers. */
  private static final long ALL_ROUTERS = 2;

  private static final long ALL_NODES = 1;
  private static final int LINK_LOCAL_SCOPE = 2;
  private static final int SCOPE_SHIFT = 48;
  private static final int SCOPE_MASK = 0xF;
  private static final int HOP_LIMIT = 1;
  private static final long ROUTER_ALERT = 0x3A00_0502_0000_0100L;
  private static final int HEADERS_BYTES = Ipv6Header.LENGTH + Long.BYTES;
  private static final int RECORDS_OFFSET = 4;

  private final EthernetLink link;
  private final FrameCache frames;
  private final Supplier<IpAddress> source;
  private final Ipv6Header header = new Ipv6Header();
  private final Frame older = new Frame();

  /**
   * @param source the interface's link-local address, null if it has none
   */
  MldSender(EthernetLink link, FrameCache frames, Supplier<IpAddress> source) {
    this.link = link;
    this.frames = frames;
    this.source = source;
  }

  @Override
  public int addressBytes() {
    return 2 * Long.BYTES;
  }

  @Override
  public int maxReportBytes() {
    int room = frames.pool().dataRoom() - Frame.HEADROOM_BYTES;
    return Math.min(link.mtu() - HEADERS_BYTES, room);
  }

  /** RFC 3810 6: nothing is said of ff02::1 and of groups that do not reach the link. */
  @Override
  public boolean isReported(long groupHigh, long groupLow) {
    int scope = (int) (groupHigh >>> SCOPE_SHIFT) & SCOPE_MASK;
    return scope >= LINK_LOCAL_SCOPE && (groupHigh != LINK_SCOPE || groupLow != ALL_NODES);
  }

  @Override
  public boolean hasSource() {
    return source.get() != null;
  }

  @Override
  public void sendReport(Frame frame, int records) {
    NativeMemory.putIntBe(frame.data(), Icmpv6Types.LISTENER_REPORT_V2 << 24);
    NativeMemory.putIntBe(frame.data() + RECORDS_OFFSET, records);
    send(frame, LINK_SCOPE, ALL_REPORTED_TO);
  }

  @Override
  public boolean sendOlder(Older what, long groupHigh, long groupLow) {
    long address = frames.allocate();
    if (address == 0) {
      return false;
    }
    boolean leaves = what == Older.LEAVE;
    long at = older.wrap(address).append(MldMessage.OLDER_BYTES);
    int type = leaves ? Icmpv6Types.LISTENER_DONE : Icmpv6Types.LISTENER_REPORT;
    NativeMemory.putLongBe(at, (long) type << 56);
    NativeMemory.putLongBe(at + MldMessage.GROUP, groupHigh);
    NativeMemory.putLongBe(at + MldMessage.GROUP + Long.BYTES, groupLow);
    send(older, leaves ? LINK_SCOPE : groupHigh, leaves ? ALL_ROUTERS : groupLow);
    return true;
  }

  private void send(Frame frame, long high, long low) {
    IpAddress known = source.get();
    IpAddress from = known == null ? NONE : known;
    int length = frame.length();
    long pseudoHeader =
        Checksum.pseudoHeader(from.high(), from.low(), high, low, IpProtocols.ICMPV6, length);
    int checksum = Checksum.finish(Checksum.add(pseudoHeader, frame.data(), length));
    NativeMemory.putShortBe(frame.data() + MldMessage.CHECKSUM, (short) checksum);
    NativeMemory.putLongBe(frame.prepend(Long.BYTES), ROUTER_ALERT);
    header
        .wrap(frame.prepend(Ipv6Header.LENGTH))
        .initialise(0, 0, Long.BYTES + length, IpProtocols.HOP_BY_HOP, HOP_LIMIT)
        .source(from.high(), from.low())
        .destination(high, low);
    link.send(frame, MacAddresses.ofMulticast(high, low), EtherTypes.IPV6);
  }
}
