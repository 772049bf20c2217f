package io.ringroad.fastpath.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringroad.fastpath.datagram.PacketSharing;
import io.ringroad.fastpath.fragment.FragmentCounter;
import io.ringroad.fastpath.fragment.ReassemblyConfig;
import io.ringroad.fastpath.icmp.Icmp;
import io.ringroad.fastpath.icmp.IcmpConfig;
import io.ringroad.fastpath.icmp.IcmpCounter;
import io.ringroad.fastpath.ip.Ip;
import io.ringroad.fastpath.ip.IpCounter;
import io.ringroad.fastpath.ip.Ipv4;
import io.ringroad.fastpath.ip.Ipv4Config;
import io.ringroad.fastpath.ip.Ipv4Interface;
import io.ringroad.fastpath.ip.PathMtus;
import io.ringroad.fastpath.link.EthernetLink;
import io.ringroad.fastpath.link.LinkCounter;
import io.ringroad.fastpath.neighbor.NeighborConfig;
import io.ringroad.fastpath.neighbor.NeighborCounter;
import io.ringroad.fastpath.ping.Ping;
import io.ringroad.fastpath.ping.PingCounter;
import io.ringroad.fastpath.raw.Raw;
import io.ringroad.fastpath.raw.RawCounter;
import io.ringroad.fastpath.route.RouteTable;
import io.ringroad.fastpath.socket.DatagramKind;
import io.ringroad.fastpath.socket.DatagramProtocol;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.socket.FrameChain;
import io.ringroad.fastpath.socket.SocketContext;
import io.ringroad.fastpath.stats.CounterDescription;
import io.ringroad.fastpath.stats.CounterMemory;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.timer.TimerWheel;
import io.ringroad.fastpath.udp.Udp;
import io.ringroad.fastpath.udp.UdpCounter;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameBurst;
import io.ringroad.pmd.FrameCache;
import io.ringroad.pmd.FramePool;
import io.ringroad.pmd.Nic;
import io.ringroad.pmd.NicQueue;
import io.ringroad.pmd.sim.SimParticipant;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A host made of the layers below TCP, without a lane: one device, driven by its test. */
public final class TestHost implements SimParticipant, AutoCloseable {
  public final FramePool pool;
  public final FrameCache frames;
  public final TimerWheel timers;
  public final CounterMemory counterMemory = CounterMemory.inProcess(256);
  public final CounterSet<LinkCounter> linkCounters = counters(LinkCounter.class);
  public final CounterSet<NeighborCounter> neighborCounters = counters(NeighborCounter.class);
  public final CounterSet<IpCounter> ipCounters = counters(IpCounter.class);
  public final CounterSet<IpCounter> ip6Counters = counters(IpCounter.class);
  public final CounterSet<FragmentCounter> fragmentCounters = counters(FragmentCounter.class);
  public final PathMtus pathMtus = new PathMtus();
  public final CounterSet<IcmpCounter> icmpCounters = counters(IcmpCounter.class);
  public final CounterSet<UdpCounter> udpCounters = counters(UdpCounter.class);
  public final CounterSet<RawCounter> rawCounters = counters(RawCounter.class);
  public final CounterSet<PingCounter> pingCounters = counters(PingCounter.class);
  public final EthernetLink link;
  public final Ip ip;
  public final Ipv4 ipv4;
  public final Ipv4Interface ethernet;
  public final Icmp icmp;
  public final Udp udp;
  public final Raw raw;
  public final Ping ping;
  private final Nic nic;
  private final NicQueue queue;
  private final SocketContext sockets;
  private final FrameBurst burst = new FrameBurst(32);
  private final Frame frame = new Frame();
  private int nextPort = 40_000;

  public TestHost(Nic nic, FramePool pool, String address, int prefixLength, long nowNs) {
    this.nic = nic;
    this.pool = pool;
    this.queue = nic.queue(0);
    frames = new FrameCache(pool, 16);
    timers = new TimerWheel(nowNs);
    link = new EthernetLink(nic, queue, 1500, 64, frames, linkCounters);
    Ipv4Config config =
        Ipv4Config.of(
            4711, ReassemblyConfig.of(pool.capacity(), 1, ReassemblyConfig.IPV4_TIMEOUT_NS));
    ip =
        new Ip(
            frames,
            timers,
            config,
            pathMtus,
            ipCounters,
            ip6Counters,
            fragmentCounters,
            new RouteTable());
    ipv4 = ip.ipv4();
    ethernet = ipv4.addInterface("eth0", link, NeighborConfig.DEFAULT, neighborCounters, true);
    ethernet.addAddress(IpAddresses.parseIpv4(address), prefixLength);
    icmp = new Icmp(ipv4, frames, IcmpConfig.DEFAULT, icmpCounters);
    udp = new Udp(ip, frames, ip, udpCounters, 12345);
    sockets = new SocketContext(pool, frames, 0);
    sockets.laneThread(Thread.currentThread());
    raw = new Raw(ip, frames, sockets, PacketSharing.ALONE, rawCounters);
    ping = new Ping(ip, icmp, frames, pingCounters);
  }

  private <E extends Enum<E> & CounterDescription> CounterSet<E> counters(Class<E> type) {
    return counterMemory.counters(type, "test");
  }

  /** One cycle of a lane. */
  @Override
  public int step(long nowNs) {
    int work = ipv4.loopback().receive(nowNs);
    work += queue.rxBurst(burst);
    for (int i = 0; i < burst.size(); i++) {
      link.onFrame(frame.wrap(burst.get(i)), nowNs);
    }
    burst.clear();
    work += timers.advance(nowNs);
    work += udp.flush(nowNs) + raw.flush(nowNs) + ping.flush(nowNs);
    return work + link.flush();
  }

  @Override
  public long nextDeadlineNs() {
    return timers.nextDeadlineNs();
  }

  /** A socket with options at their defaults, not bound. */
  public DatagramSocket socket() {
    return new DatagramSocket(sockets);
  }

  /** A raw socket that receives all packets of a protocol. */
  public DatagramSocket rawSocket(int protocol) {
    DatagramSocket socket = new DatagramSocket(sockets, DatagramKind.RAW, protocol);
    socket.local(IpAddresses.IPV4_HIGH, IpAddresses.IPV4_ANY_LOW, protocol);
    raw.open(socket);
    return socket;
  }

  /** A ping socket with an identifier. */
  public DatagramSocket pingSocket(String address, int identifier) {
    DatagramSocket socket = new DatagramSocket(sockets, DatagramKind.PING, IpProtocols.ICMP);
    long low = IpAddresses.mapIpv4(IpAddresses.parseIpv4(address));
    socket.local(IpAddresses.IPV4_HIGH, low, identifier);
    ping.bind(socket);
    return socket;
  }

  private DatagramProtocol protocolOf(DatagramSocket socket) {
    return switch (socket.kind()) {
      case UDP -> udp;
      case RAW -> raw;
      case PING -> ping;
    };
  }

  /** Binds a socket; port 0 takes the next free one. */
  public DatagramSocket bind(DatagramSocket socket, String address, int port) {
    long low = IpAddresses.mapIpv4(IpAddresses.parseIpv4(address));
    socket.local(IpAddresses.IPV4_HIGH, low, port != 0 ? port : nextPort++);
    udp.bind(socket);
    return socket;
  }

  public DatagramSocket bound(String address, int port) {
    return bind(socket(), address, port);
  }

  /** Queues a datagram; an address of null means the connected peer. */
  public void send(DatagramSocket socket, byte[] payload, String address, int port) {
    long low = address == null ? 0 : IpAddresses.mapIpv4(IpAddresses.parseIpv4(address));
    MemorySegment bytes = MemorySegment.ofArray(payload);
    int result =
        socket.send(
            bytes, 0, payload.length, IpAddresses.IPV4_HIGH, low, address == null ? 0 : port);
    assertEquals(payload.length, result);
    protocolOf(socket).onApplicationSent(socket, false);
  }

  /** The payload of the next datagram, null if there is none. */
  public byte[] receive(DatagramSocket socket) {
    long head = socket.head();
    if (head == 0) {
      return null;
    }
    byte[] payload = new byte[frame.wrap(head).packetLength()];
    new FrameChain().copyOut(head, 0, MemorySegment.ofArray(payload), 0, payload.length);
    socket.removeHead();
    return payload;
  }

  /** Closes a socket on both sides. */
  public void close(DatagramSocket socket, long nowNs) {
    protocolOf(socket).close(socket, nowNs);
    socket.closed();
    socket.applicationDone();
  }

  /** Gives everything back and checks that nothing was lost. */
  @Override
  public void close() {
    ipv4.close();
    nic.close();
    frames.drain();
    assertEquals(0, pool.inUse(), "frames that did not come back");
  }

  /** Bytes 0, 1, 2 ... of a length, beginning at a value. */
  public static byte[] pattern(int length, int first) {
    byte[] bytes = new byte[length];
    MemorySegment segment = MemorySegment.ofArray(bytes);
    for (int i = 0; i < length; i++) {
      segment.set(ValueLayout.JAVA_BYTE, i, (byte) (first + i * 31));
    }
    return bytes;
  }
}
