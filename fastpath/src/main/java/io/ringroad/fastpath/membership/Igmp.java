package io.ringroad.fastpath.membership;

import io.ringroad.fastpath.ip.IcmpError;
import io.ringroad.fastpath.ip.IpPacket;
import io.ringroad.fastpath.ip.TransportProtocol;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.wire.Checksum;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;
import java.util.ArrayList;
import java.util.List;

/**
 * The Internet Group Management Protocol as it arrives (RFC 3376), on the lane that reports for all
 * of an engine. Queries without a router alert option are heard, as on Linux. Used by the lane's
 * thread alone.
 */
final class Igmp implements TransportProtocol {
  private final FrameCache frames;
  private final CounterSet<MembershipCounter> counters;
  private final List<GroupReports> interfaces = new ArrayList<>();

  Igmp(FrameCache frames, CounterSet<MembershipCounter> counters) {
    this.frames = frames;
    this.counters = counters;
  }

  /** Names who reports for an interface; in the order of their indices, from 1. */
  void add(GroupReports reports) {
    interfaces.add(reports);
  }

  @Override
  public void onPacket(Frame frame, IpPacket packet, long nowNs) {
    int index = packet.interfaceIndex();
    if (index >= 1 && index <= interfaces.size()) {
      read(frame, packet, interfaces.get(index - 1), nowNs);
    } else {
      counters.increment(MembershipCounter.RECEIVE_IGNORED); // nobody asks on the loopback
    }
    frames.free(frame.address());
  }

  private void read(Frame frame, IpPacket packet, GroupReports reports, long nowNs) {
    long at = frame.data();
    if (frame.length() < IgmpMessage.MIN_BYTES || frame.segmentCount() != 1) {
      counters.increment(MembershipCounter.RECEIVE_MALFORMED);
      return;
    }
    if (Checksum.of(at, frame.length()) != 0) {
      counters.increment(MembershipCounter.RECEIVE_BAD_CHECKSUM);
      return;
    }
    int group = NativeMemory.getIntBe(at + IgmpMessage.REST);
    switch (NativeMemory.getUnsignedByte(at)) {
      case IgmpMessage.QUERY -> onQuery(frame, packet, reports, nowNs);
      case IgmpMessage.REPORT_V1, IgmpMessage.REPORT_V2 ->
          reports.onReport(IpAddresses.IPV4_HIGH, IpAddresses.mapIpv4(group), nowNs);
      default -> counters.increment(MembershipCounter.RECEIVE_IGNORED); // RFC 3376 5
    }
  }

  private void onQuery(Frame frame, IpPacket packet, GroupReports reports, long nowNs) {
    Query query = IgmpMessage.query(frame.data(), frame.length());
    if (query == null) {
      counters.increment(MembershipCounter.RECEIVE_MALFORMED);
    } else if (query.isGeneral() && isForSomeGroup(packet)) {
      counters.increment(MembershipCounter.RECEIVE_BAD_ORIGIN);
    } else {
      reports.onQuery(query, nowNs);
    }
  }

  /** RFC 3376 9.1: a general query to a group other than all systems is to be ignored. */
  private static boolean isForSomeGroup(IpPacket packet) {
    return packet.multicast()
        && IpAddresses.toIpv4(packet.destinationLow()) != IpAddresses.IPV4_ALL_HOSTS;
  }

  /** What is told to routers is not missed if it does not arrive. */
  @Override
  public void onError(IcmpError error, long nowNs) {
    counters.increment(MembershipCounter.RECEIVE_IGNORED);
  }
}
