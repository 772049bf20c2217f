package io.ringroad.fastpath.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.fragment.FragmentCounter;
import io.ringroad.fastpath.fragment.ReassemblyConfig;
import io.ringroad.fastpath.group.GroupMembership;
import io.ringroad.fastpath.group.InterfaceGroups;
import io.ringroad.fastpath.icmp.IcmpConfig;
import io.ringroad.fastpath.icmp.IcmpCounter;
import io.ringroad.fastpath.icmp.Icmpv6;
import io.ringroad.fastpath.ip.Ip;
import io.ringroad.fastpath.ip.IpCounter;
import io.ringroad.fastpath.ip.IpDestination;
import io.ringroad.fastpath.ip.IpOutput;
import io.ringroad.fastpath.ip.Ipv4Config;
import io.ringroad.fastpath.ip.PathMtus;
import io.ringroad.fastpath.ip6.Ipv6;
import io.ringroad.fastpath.ip6.Ipv6Interface;
import io.ringroad.fastpath.ip6.Ipv6NeighborFailures;
import io.ringroad.fastpath.link.EthernetLink;
import io.ringroad.fastpath.link.LinkCounter;
import io.ringroad.fastpath.link.MulticastFilter;
import io.ringroad.fastpath.neighbor.Neighbor;
import io.ringroad.fastpath.neighbor.NeighborConfig;
import io.ringroad.fastpath.neighbor.NeighborCounter;
import io.ringroad.fastpath.neighbor.NeighborTable;
import io.ringroad.fastpath.route.Route;
import io.ringroad.fastpath.route.RouteTable;
import io.ringroad.fastpath.stats.CounterDescription;
import io.ringroad.fastpath.stats.CounterMemory;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.testing.Packets;
import io.ringroad.fastpath.timer.TimerWheel;
import io.ringroad.fastpath.wire.EtherTypes;
import io.ringroad.fastpath.wire.IpAddress;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.fastpath.wire.MacAddresses;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameBurst;
import io.ringroad.pmd.FrameCache;
import io.ringroad.pmd.NativeFramePool;
import io.ringroad.pmd.sim.InjectionNic;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** An IPv6 link whose wire and whose other hosts are in the test's hands. */
final class DiscoveryBench implements AddressHolder, AutoCloseable {
  static final long SECOND_NS = 1_000_000_000L;
  static final long MAC = 0x0200_0000_0001L;
  static final long PEER_MAC = Packets.PEER_MAC;
  static final String ALL_NODES = "ff02::1";

  final NativeFramePool pool = new NativeFramePool(512);
  final InjectionNic nic = new InjectionNic("test", MAC, 1500, pool, 256);
  final FrameCache frames = new FrameCache(pool, 16);
  final CounterMemory counterMemory = CounterMemory.inProcess(256);
  final CounterSet<NeighborCounter> counters = counters(NeighborCounter.class);
  final CounterSet<LinkCounter> linkCounters = counters(LinkCounter.class);
  final TimerWheel timers;
  final Ipv6 ipv6;
  final Ipv6Interface link;
  final LinkDiscovery discovery;

  /** What happened to addresses, such as {@code +fe80::1}, {@code -fe80::1}, {@code !fe80::1}. */
  final List<String> events = new ArrayList<>();

  long nowNs = 1_000 * SECOND_NS;
  private final EthernetLink ethernet;
  private final Ip ip;
  private final FrameBurst burst = new FrameBurst(32);
  private final Frame frame = new Frame();

  DiscoveryBench(DiscoveryConfig config) {
    timers = new TimerWheel(nowNs);
    CounterSet<IpCounter> ipCounters = counters(IpCounter.class);
    ReassemblyConfig reassembly =
        ReassemblyConfig.of(pool.capacity(), 1, ReassemblyConfig.IPV4_TIMEOUT_NS);
    ip =
        new Ip(
            frames,
            timers,
            Ipv4Config.of(1, reassembly),
            new PathMtus(),
            ipCounters,
            ipCounters,
            counters(FragmentCounter.class),
            new RouteTable());
    ipv6 =
        new Ipv6(
            ip,
            frames,
            timers,
            new PathMtus(),
            reassembly,
            ipCounters,
            counters(FragmentCounter.class),
            5);
    Icmpv6 icmp = new Icmpv6(ipv6, frames, IcmpConfig.DEFAULT, counters(IcmpCounter.class));
    ethernet = new EthernetLink(nic, nic.queue(0), 1500, 64, frames, linkCounters);
    InterfaceGroups groups = new InterfaceGroups(new MulticastFilter());
    groups.add(
        GroupMembership.ofAnySource(IpAddresses.ALL_NODES_HIGH, IpAddresses.ALL_NODES_LOW, 1));
    link = ipv6.addInterface("eth0", ethernet, groups);
    ethernet.multicast(groups.filter());
    discovery = new LinkDiscovery(ipv6, link, frames, timers, config, 7, counters, true, this);
    link.neighbors(
        new NeighborTable(
            ethernet,
            EtherTypes.IPV6,
            frames,
            timers,
            NeighborConfig.DEFAULT,
            11,
            counters,
            new Ipv6NeighborFailures(ipv6),
            discovery));
    LinkDiscovery.attach(icmp, frames, new LinkDiscovery[] {discovery});
  }

  private <E extends Enum<E> & CounterDescription> CounterSet<E> counters(Class<E> type) {
    return counterMemory.counters(type, "test");
  }

  @Override
  public void onAssigned(long high, long low, long nowNs) {
    events.add("+" + IpAddresses.format(high, low));
    link.addAddress(high, low, high >>> 48 == 0xFE80 ? 64 : 128);
  }

  @Override
  public void onRemoved(long high, long low, long nowNs) {
    events.add("-" + IpAddresses.format(high, low));
    link.removeAddress(high, low);
  }

  @Override
  public void onDeprecated(long high, long low, boolean deprecated, long nowNs) {
    events.add((deprecated ? "!" : "=") + IpAddresses.format(high, low));
    link.deprecated(high, low, deprecated);
  }

  long count(NeighborCounter counter) {
    return counters.get(counter);
  }

  void own(String address, int prefixLength) {
    IpAddress own = IpAddresses.parse(address);
    link.addAddress(own.high(), own.low(), prefixLength);
  }

  Neighbor neighbor(String address) {
    IpAddress wanted = IpAddresses.parse(address);
    return link.neighbors().find(wanted.high(), wanted.low());
  }

  /** Where packets to a destination go: a router, the destination itself, or null for nowhere. */
  String nextHop(String destination) {
    IpDestination to = new IpDestination(IpProtocols.UDP);
    IpAddress remote = IpAddresses.parse(destination);
    to.local(0, 0).remote(remote.high(), remote.low());
    return ipv6.output().route(to, nowNs) == NetError.NONE
        ? IpAddresses.format(to.nextHopHigh(), to.nextHopLow())
        : null;
  }

  /** The address that packets to a destination come from. */
  String source(String destination) {
    IpAddress remote = IpAddresses.parse(destination);
    IpAddress source = link.sourceFor(remote.high(), remote.low());
    return source == null ? null : source.toString();
  }

  /** Sends eight bytes of UDP. */
  void send(String destination) {
    Frame packet = new Frame().wrap(frames.allocate());
    packet.append(8);
    IpAddress remote = IpAddresses.parse(destination);
    IpDestination to = new IpDestination(IpProtocols.UDP);
    to.local(0, 0).remote(remote.high(), remote.low());
    assertEquals(NetError.NONE, ipv6.output().send(packet, to, IpOutput.NO_CHECKSUM, nowNs));
    run();
  }

  List<Route> routes() {
    return ipv6.routes().routes();
  }

  // ---- the wire ----

  void pass(double seconds) {
    long untilNs = nowNs + (long) (seconds * SECOND_NS);
    while (timers.nextDeadlineNs() < untilNs) {
      nowNs = Math.max(nowNs, timers.nextDeadlineNs());
      run();
    }
    nowNs = untilNs;
    run();
  }

  void run() {
    int work;
    do {
      work = nic.queue(0).rxBurst(burst);
      for (int i = 0; i < burst.size(); i++) {
        ethernet.onFrame(frame.wrap(burst.get(i)), nowNs);
      }
      burst.clear();
      work += timers.advance(nowNs) + ethernet.flush();
    } while (work > 0);
  }

  /** An ICMPv6 message arrives, its checksum filled in. */
  void inject(String source, String destination, int hopLimit, byte[] message) {
    IpAddress from = IpAddresses.parse(source);
    IpAddress to = IpAddresses.parse(destination);
    ByteBuffer packet = ByteBuffer.allocate(40 + message.length);
    packet.putInt(0x6000_0000).putShort((short) message.length);
    packet.put((byte) IpProtocols.ICMPV6).put((byte) hopLimit);
    packet.putLong(from.high()).putLong(from.low()).putLong(to.high()).putLong(to.low());
    packet.put(message);
    long sum = message.length + IpProtocols.ICMPV6;
    for (int at = 8; at < 40 + message.length - 1; at += 2) {
      sum += packet.getShort(at) & 0xFFFF;
    }
    if ((message.length & 1) != 0) {
      sum += (packet.get(39 + message.length) & 0xFF) << 8;
    }
    while (sum >>> 16 != 0) {
      sum = (sum & 0xFFFF) + (sum >>> 16);
    }
    packet.putShort(42, (short) ~sum);
    boolean group = to.high() >>> 56 == 0xFF;
    long mac = group ? MacAddresses.ofMulticast(to.high(), to.low()) : MAC;
    assertTrue(nic.inject(Packets.ethernet(mac, PEER_MAC, EtherTypes.IPV6, packet.array())));
    run();
  }

  static byte[] solicitation(String target, byte[]... options) {
    return neighborMessage(135, 0, target, options);
  }

  /**
   * @param flags such as "RSO"
   */
  static byte[] advertisement(String target, String flags, byte[]... options) {
    int bits = flags.contains("R") ? 0x8000_0000 : 0;
    bits |= flags.contains("S") ? 0x4000_0000 : 0;
    bits |= flags.contains("O") ? 0x2000_0000 : 0;
    return neighborMessage(136, bits, target, options);
  }

  private static byte[] neighborMessage(int type, int flags, String target, byte[]... options) {
    IpAddress about = IpAddresses.parse(target);
    ByteBuffer fixed = ByteBuffer.allocate(24).putInt(type << 24).putInt(flags);
    return join(fixed.putLong(about.high()).putLong(about.low()).array(), options);
  }

  static byte[] routerAdvertisement(int lifetime, int preferenceBits, byte[]... options) {
    ByteBuffer fixed = ByteBuffer.allocate(16).putInt(134 << 24);
    fixed.put((byte) 64).put((byte) (preferenceBits << 3)).putShort((short) lifetime);
    return join(fixed.array(), options);
  }

  static byte[] redirect(String target, String destination, byte[]... options) {
    IpAddress better = IpAddresses.parse(target);
    IpAddress about = IpAddresses.parse(destination);
    ByteBuffer fixed = ByteBuffer.allocate(40).putInt(137 << 24).putInt(0);
    fixed.putLong(better.high()).putLong(better.low());
    return join(fixed.putLong(about.high()).putLong(about.low()).array(), options);
  }

  static byte[] macOption(int type, long mac) {
    ByteBuffer option = ByteBuffer.allocate(8).put((byte) type).put((byte) 1);
    return option.putShort((short) (mac >>> 32)).putInt((int) mac).array();
  }

  static byte[] mtuOption(int mtu) {
    return ByteBuffer.allocate(8).putShort((short) 0x0501).putShort((short) 0).putInt(mtu).array();
  }

  /**
   * @param flags 0x80 on link, 0x40 autonomous
   */
  static byte[] prefixOption(String prefix, int length, int flags, long valid, long preferred) {
    IpAddress network = IpAddresses.parse(prefix);
    ByteBuffer option = ByteBuffer.allocate(32).putShort((short) 0x0304).put((byte) length);
    option.put((byte) flags).putInt((int) valid).putInt((int) preferred).putInt(0);
    return option.putLong(network.high()).putLong(network.low()).array();
  }

  private static byte[] join(byte[] first, byte[]... others) {
    int length = first.length;
    for (byte[] each : others) {
      length += each.length;
    }
    ByteBuffer all = ByteBuffer.allocate(length).put(first);
    for (byte[] each : others) {
      all.put(each);
    }
    return all.array();
  }

  /**
   * The next frame that left, in short: {@code "type source > destination [target]"} for ICMPv6,
   * with the protocol's number for others. Checks the lengths and the checksum.
   */
  String sent() {
    byte[] bytes = nic.collectBytes();
    assertNotNull(bytes, "a frame was expected");
    return describe(bytes);
  }

  private static String describe(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    String addresses = address(in, 22) + " > " + address(in, 38);
    if (in.get(20) != IpProtocols.ICMPV6) {
      return in.get(20) + " " + addresses;
    }
    long sum = IpProtocols.ICMPV6 + in.getShort(18);
    for (int at = 22; at < bytes.length; at += 2) {
      sum += in.getShort(at) & 0xFFFF;
    }
    assertEquals(0, sum % 0xFFFF, "checksum");
    assertEquals((byte) 255, in.get(21), "hop limit");
    int type = in.get(54) & 0xFF;
    return type
        + " "
        + addresses
        + (type == 135 || type == 136 ? " [" + address(in, 62) + "]" : "")
        + (type == 136 ? " " + flags(in.get(58)) : "");
  }

  private static String flags(int bits) {
    return ((bits & 0x80) != 0 ? "R" : "")
        + ((bits & 0x40) != 0 ? "S" : "")
        + ((bits & 0x20) != 0 ? "O" : "");
  }

  private static String address(ByteBuffer in, int at) {
    return IpAddresses.format(in.getLong(at), in.getLong(at + 8));
  }

  void assertNothingSent() {
    byte[] bytes = nic.collectBytes();
    assertNull(bytes, () -> describe(bytes));
  }

  void drainSent() {
    while (nic.collectBytes() != null) {}
  }

  @Override
  public void close() {
    drainSent();
    ipv6.close();
    ethernet.close();
    nic.close();
    frames.drain();
    assertEquals(0, pool.inUse(), "frames that did not come back");
  }
}
