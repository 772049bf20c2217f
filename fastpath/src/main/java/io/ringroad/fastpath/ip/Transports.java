package io.ringroad.fastpath.ip;

import io.ringroad.fastpath.stats.Counter;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.wire.IcmpHeader;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;

/**
 * The protocols above one version of IP. Each has a field and a call site of its own, so that the
 * JIT sees one receiver at each.
 */
public final class Transports {
  private final FrameCache frames;
  private final int icmpProtocol;
  private final CounterSet<IpCounter> counters;
  private final Counter delivered;
  private TransportProtocol icmp;
  private TransportProtocol tcp;
  private TransportProtocol udp;
  private TransportProtocol igmp;
  private UnreachableReporter reporter;
  private RawInput raw;

  /**
   * Creates a layer without protocols.
   *
   * @param icmpProtocol the number of this version's ICMP
   */
  public Transports(FrameCache frames, int icmpProtocol, CounterSet<IpCounter> counters) {
    this.icmpProtocol = icmpProtocol;
    this.frames = frames;
    this.counters = counters;
    this.delivered = counters.of(IpCounter.DELIVERED);
  }

  /**
   * Names the protocol that packets with this number go to.
   *
   * @throws IllegalArgumentException if the number is not that of ICMP, IGMP, TCP or UDP
   */
  public void attach(int protocol, TransportProtocol transport) {
    switch (protocol) {
      case IpProtocols.IGMP -> igmp = transport;
      case IpProtocols.TCP -> tcp = transport;
      case IpProtocols.UDP -> udp = transport;
      case IpProtocols.ICMP, IpProtocols.ICMPV6 -> attachIcmp(protocol, transport);
      default -> throw new IllegalArgumentException("no such transport: " + protocol);
    }
  }

  private void attachIcmp(int protocol, TransportProtocol transport) {
    if (protocol != icmpProtocol) {
      throw new IllegalArgumentException("the other version's ICMP: " + protocol);
    }
    icmp = transport;
  }

  /** Who tells senders that nobody here knows a protocol or a port. */
  UnreachableReporter reporter() {
    return reporter;
  }

  /** Names who tells senders that nobody here knows a protocol or a port. */
  public void reporter(UnreachableReporter reporter) {
    this.reporter = reporter;
  }

  /** Names who shows packets to raw sockets. */
  public void raw(RawInput raw) {
    this.raw = raw;
  }

  /** Hands a report of a failed packet to the protocol that sent it. */
  public void onError(IcmpError error, long nowNs) {
    int protocol = error.protocol();
    boolean shown = raw != null && raw.listensTo(protocol);
    if (shown) {
      raw.onError(error, nowNs);
    }
    if (protocol == IpProtocols.TCP && tcp != null) {
      tcp.onError(error, nowNs);
    } else if (protocol == IpProtocols.UDP && udp != null) {
      udp.onError(error, nowNs);
    } else if (protocol == icmpProtocol && icmp != null) {
      icmp.onError(error, nowNs);
    } else if (!shown) {
      counters.increment(IpCounter.ERRORS_UNKNOWN_PROTOCOL);
    }
  }

  /** Tells the sender of a packet, as {@link UnreachableReporter#report} says. */
  public void report(Frame frame, IpPacket packet, int type, int code, int rest, long nowNs) {
    if (reporter != null) {
      reporter.report(frame, packet, type, code, rest, nowNs);
    }
  }

  /** Hands a packet, whose frame begins at the transport header, to its protocol. */
  public void onPacket(Frame frame, IpPacket packet, long nowNs) {
    int protocol = packet.protocol();
    boolean taken = raw != null && raw.listensTo(protocol) && showRaw(frame, packet, nowNs);
    if (protocol == IpProtocols.TCP && tcp != null) {
      delivered.increment();
      tcp.onPacket(frame, packet, nowNs);
    } else if (protocol == IpProtocols.UDP && udp != null) {
      delivered.increment();
      udp.onPacket(frame, packet, nowNs);
    } else if (protocol == icmpProtocol && icmp != null) {
      delivered.increment();
      icmp.onPacket(frame, packet, nowNs);
    } else if (protocol == IpProtocols.IGMP && igmp != null) {
      delivered.increment();
      igmp.onPacket(frame, packet, nowNs);
    } else if (taken) {
      delivered.increment(); // and the frame is the raw sockets'
    } else {
      counters.increment(IpCounter.RECEIVE_UNKNOWN_PROTOCOL);
      if (reporter != null) {
        // RFC 1122 3.2.2.1: "protocol unreachable" when the transport is not supported
        reporter.reportUnreachable(frame, packet, IcmpHeader.PROTOCOL_UNREACHABLE, nowNs);
      }
      frames.free(frame.address());
    }
  }

  private boolean showRaw(Frame frame, IpPacket packet, long nowNs) {
    boolean wanted =
        switch (packet.protocol()) {
          case IpProtocols.TCP -> tcp != null;
          case IpProtocols.UDP -> udp != null;
          case IpProtocols.IGMP -> igmp != null;
          default -> packet.protocol() == icmpProtocol && icmp != null;
        };
    return raw.onPacket(frame, packet, wanted, nowNs);
  }
}
