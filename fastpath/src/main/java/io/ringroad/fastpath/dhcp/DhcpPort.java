package io.ringroad.fastpath.dhcp;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.ip.IpDestination;
import io.ringroad.fastpath.ip.IpOutput;
import io.ringroad.fastpath.link.EthernetLink;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.timer.TimerWheel;
import io.ringroad.fastpath.wire.EtherTypes;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.fastpath.wire.Ipv4Header;
import io.ringroad.fastpath.wire.MacAddresses;
import io.ringroad.fastpath.wire.UdpHeader;
import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;
import java.util.function.LongSupplier;

/**
 * A client on one link: carries its messages in UDP, to all without an address, or to the server
 * from the leased one. Used by the lane's thread alone.
 */
public final class DhcpPort implements DhcpOutput {
  /** The port that a client receives at. */
  public static final int CLIENT_PORT = 68;

  private static final int SERVER_PORT = 67;
  private static final int HOP_LIMIT = 64;

  private final EthernetLink link;
  private final FrameCache frames;
  private final IpOutput output;
  private final CounterSet<DhcpCounter> counters;
  private final DhcpClient client;
  private final Frame frame = new Frame();
  private final Ipv4Header ipv4 = new Ipv4Header();
  private final UdpHeader udp = new UdpHeader();

  /**
   * @param interfaceIndex the number of the link's device
   * @param random of the client
   */
  public DhcpPort(
      EthernetLink link,
      int interfaceIndex,
      FrameCache frames,
      IpOutput output,
      TimerWheel timers,
      LongSupplier random,
      LeaseHolder holder,
      CounterSet<DhcpCounter> counters) {
    this.link = link;
    this.frames = frames;
    this.output = output;
    this.counters = counters;
    DhcpIdentity identity = new DhcpIdentity(link.macAddress(), interfaceIndex);
    this.client = new DhcpClient(identity, timers, random, holder, this, counters);
  }

  public DhcpClient client() {
    return client;
  }

  /** Takes a datagram that came to {@link #CLIENT_PORT}. */
  public void onDatagram(long payload, int length, long nowNs) {
    byte[] message = new byte[length];
    NativeMemory.copyTo(payload, message, 0, length);
    client.onMessage(message, nowNs);
  }

  @Override
  public void broadcast(byte[] message, long nowNs) {
    if (!fill(message, Ipv4Header.LENGTH)) {
      return;
    }
    int length = frame.length();
    ipv4.wrap(frame.data())
        .initialise(
            0,
            length,
            0,
            true,
            HOP_LIMIT,
            IpProtocols.UDP,
            IpAddresses.IPV4_ANY,
            IpAddresses.IPV4_BROADCAST);
    ipv4.checksum(0).checksum(ipv4.computeChecksum());
    link.send(frame, MacAddresses.BROADCAST, EtherTypes.IPV4);
  }

  @Override
  public void send(byte[] message, int from, int server, long nowNs) {
    if (!fill(message, 0)) {
      return;
    }
    IpDestination to =
        new IpDestination(IpProtocols.UDP)
            .local(IpAddresses.IPV4_HIGH, IpAddresses.mapIpv4(from))
            .remote(IpAddresses.IPV4_HIGH, IpAddresses.mapIpv4(server));
    NetError error = output.send(frame, to, UdpHeader.CHECKSUM_OFFSET, nowNs);
    if (error != NetError.NONE) {
      counters.increment(DhcpCounter.NOT_SENT);
    }
  }

  /** RFC 768: without an address of ours the checksum stays zero, which says that there is none. */
  private boolean fill(byte[] message, int headerBytes) {
    long address = frames.allocate();
    if (address == 0) {
      counters.increment(DhcpCounter.NOT_SENT);
      return false;
    }
    int length = UdpHeader.LENGTH + message.length;
    long at = frame.wrap(address).append(headerBytes + length) + headerBytes;
    udp.wrap(at).initialise(CLIENT_PORT, SERVER_PORT, length);
    NativeMemory.copyFrom(message, 0, at + UdpHeader.LENGTH, message.length);
    return true;
  }
}
