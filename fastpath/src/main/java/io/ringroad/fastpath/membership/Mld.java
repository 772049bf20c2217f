package io.ringroad.fastpath.membership;

import io.ringroad.fastpath.icmp.Icmpv6;
import io.ringroad.fastpath.icmp.Icmpv6Handler;
import io.ringroad.fastpath.ip.IpPacket;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.wire.Icmpv6Types;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.fastpath.wire.Ipv6Header;
import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;
import java.util.ArrayList;
import java.util.List;

/**
 * Multicast Listener Discovery as it arrives (RFC 3810, RFC 2710), on the lane that reports for all
 * of an engine. Used by the lane's thread alone.
 */
final class Mld implements Icmpv6Handler {
  private static final int UNIT = 8;
  private static final int LENGTH_OFFSET = 1;
  private static final int FIRST_OPTION = 2;
  private static final int PAD_1 = 0;
  private static final int ROUTER_ALERT = 5;
  private static final int HOP_LIMIT = 1;

  private final FrameCache frames;
  private final CounterSet<MembershipCounter> counters;
  private final List<GroupReports> interfaces = new ArrayList<>();

  Mld(FrameCache frames, CounterSet<MembershipCounter> counters) {
    this.frames = frames;
    this.counters = counters;
  }

  /** Asks for the messages of MLD. */
  void attach(Icmpv6 icmp) {
    icmp.handle(Icmpv6Types.LISTENER_QUERY, this);
    icmp.handle(Icmpv6Types.LISTENER_REPORT, this);
    icmp.handle(Icmpv6Types.LISTENER_DONE, this);
    icmp.handle(Icmpv6Types.LISTENER_REPORT_V2, this);
  }

  /** Names who reports for an interface; in the order of their indices, from 1. */
  void add(GroupReports reports) {
    interfaces.add(reports);
  }

  /** Takes a message whose checksum is right; the frame's data begins at it. */
  @Override
  public void onMessage(Frame frame, IpPacket packet, long nowNs) {
    int index = packet.interfaceIndex();
    int type = NativeMemory.getUnsignedByte(frame.data());
    if (index < 1 || index > interfaces.size() || type > Icmpv6Types.LISTENER_REPORT) {
      counters.increment(MembershipCounter.RECEIVE_IGNORED); // RFC 3810 6: it is for routers
    } else if (!comesFromTheLink(frame, packet)) {
      counters.increment(MembershipCounter.RECEIVE_BAD_ORIGIN);
    } else {
      read(frame, type, interfaces.get(index - 1), nowNs);
    }
    frames.free(frame.address());
  }

  private void read(Frame frame, int type, GroupReports reports, long nowNs) {
    long at = frame.data();
    Query query = null;
    if (type == Icmpv6Types.LISTENER_QUERY) {
      query = MldMessage.query(at, frame.length());
    }
    if (query != null) {
      reports.onQuery(query, nowNs);
    } else if (type == Icmpv6Types.LISTENER_QUERY || frame.length() < MldMessage.OLDER_BYTES) {
      counters.increment(MembershipCounter.RECEIVE_MALFORMED);
    } else {
      long high = NativeMemory.getLongBe(at + MldMessage.GROUP);
      reports.onReport(high, NativeMemory.getLongBe(at + MldMessage.GROUP + UNIT), nowNs);
    }
  }

  /** RFC 3810 5.1.14, 6.2: from a link-local address, hop limit 1, with a router alert option. */
  private static boolean comesFromTheLink(Frame frame, IpPacket packet) {
    return frame.segmentCount() == 1
        && packet.hopLimit() == HOP_LIMIT
        && IpAddresses.isLinkLocal(packet.sourceHigh(), packet.sourceLow())
        && hasRouterAlert(frame.data() - packet.headerLength());
  }

  /** Looks through hop-by-hop options, which were found to be whole. */
  private static boolean hasRouterAlert(long ip) {
    long options = ip + Ipv6Header.LENGTH;
    if (NativeMemory.getUnsignedByte(ip + Ipv6Header.NEXT_HEADER_OFFSET)
        != IpProtocols.HOP_BY_HOP) {
      return false;
    }
    int end = UNIT + UNIT * NativeMemory.getUnsignedByte(options + LENGTH_OFFSET);
    int at = FIRST_OPTION;
    while (at < end) {
      int type = NativeMemory.getUnsignedByte(options + at);
      if (type == ROUTER_ALERT) {
        return NativeMemory.getUnsignedShortBe(options + at + 2) == 0; // RFC 2711 2.1: MLD
      }
      at += type == PAD_1 ? 1 : 2 + NativeMemory.getUnsignedByte(options + at + 1);
    }
    return false;
  }
}
