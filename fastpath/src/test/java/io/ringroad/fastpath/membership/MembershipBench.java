package io.ringroad.fastpath.membership;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.datagram.HostGroups;
import io.ringroad.fastpath.group.GroupLimits;
import io.ringroad.fastpath.lane.LaneConfig;
import io.ringroad.fastpath.lane.LaneGroup;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.testing.Packets;
import io.ringroad.fastpath.wire.EtherTypes;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.MacAddresses;
import io.ringroad.pmd.NativeFramePool;
import io.ringroad.pmd.sim.InjectionNic;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** An engine 10.69.0.2/24 in virtual time, whose link and router are in the test's hands. */
final class MembershipBench implements AutoCloseable {
  static final long MS = 1_000_000L;
  static final long SECOND = 1_000 * MS;
  static final int ON_LINK = 1;
  static final String ROUTER = "10.69.0.1";
  static final byte[] ROUTER_ALERT = {(byte) 148, 4, 0, 0};
  private static final long HOST_MAC = 0x0200_0000_0001L;
  private static final int ETHERNET_BYTES = 14;
  private static final int TYPE_OFFSET = 12;

  /** A frame that the engine sent: its time, and its bytes behind the Ethernet addresses. */
  record Sent(long atNs, byte[] frame) {
    String hex() {
      return HexFormat.of().formatHex(frame, ETHERNET_BYTES, frame.length);
    }

    long destinationMac() {
      return Packets.macAt(frame, 0);
    }

    /** What follows the IP header. */
    byte[] message() {
      return Packets.from(frame, ETHERNET_BYTES + (frame[ETHERNET_BYTES] & 0xF) * 4);
    }

    String messageHex() {
      byte[] message = message();
      message[2] = 0; // the checksum, which other tests look at
      message[3] = 0;
      return HexFormat.of().formatHex(message);
    }

    String destination() {
      return Packets.ip(frame, ETHERNET_BYTES + 16);
    }
  }

  final NativeFramePool pool = new NativeFramePool(1_024);
  final InjectionNic nic = new InjectionNic("test", HOST_MAC, 1_500, pool, 256);
  final LaneGroup engine;
  final HostGroups groups;
  long nowNs = SECOND;

  MembershipBench() {
    this(MembershipConfig.DEFAULT, "10.69.0.2/24");
  }

  MembershipBench(MembershipConfig config, String... addresses) {
    engine =
        new LaneGroup(
            LaneConfig.builder()
                .nic(nic, addresses)
                .pool(pool)
                .clock(() -> nowNs)
                .seed(7, 8)
                .membership(config)
                .groupLimits(new GroupLimits(2_000, 600, 600))
                .build());
    groups = engine.groups();
    pass(0);
  }

  DatagramSocket socket() {
    return engine.proxy(0).openDatagram();
  }

  static long low(String address) {
    return IpAddresses.mapIpv4(IpAddresses.parseIpv4(address));
  }

  void join(DatagramSocket socket, String group) {
    ok(groups.join(socket, 0, low(group), ON_LINK, 0, true));
  }

  void leave(DatagramSocket socket, String group) {
    ok(groups.leave(socket, 0, low(group), ON_LINK, 0));
  }

  /** A source-specific join. */
  void include(DatagramSocket socket, String group, String source) {
    NetError joined = groups.join(socket, 0, low(group), ON_LINK, 0, false);
    assertEquals(true, joined == NetError.NONE || joined == NetError.ADDRESS_IN_USE);
    changeSource(socket, group, source, false, true);
  }

  void changeSource(
      DatagramSocket socket, String group, String source, boolean exclude, boolean add) {
    ok(groups.changeSource(socket, 0, low(group), ON_LINK, 0, low(source), exclude, add));
  }

  static void ok(NetError result) {
    assertEquals(NetError.NONE, result);
  }

  /** Lets time pass, and returns what was sent meanwhile but ARP. */
  List<Sent> pass(long durationNs) {
    long endNs = nowNs + durationNs;
    List<Sent> sent = new ArrayList<>();
    do {
      while (engine.lane(0).doWork(nowNs) > 0) {}
      collect(sent);
      nowNs = Math.max(nowNs, Math.min(engine.lane(0).nextDeadlineNs(), endNs));
    } while (nowNs < endNs);
    while (engine.lane(0).doWork(nowNs) > 0) {}
    collect(sent);
    return sent;
  }

  private void collect(List<Sent> sent) {
    for (byte[] frame = nic.collectBytes(); frame != null; frame = nic.collectBytes()) {
      if (Packets.u16(frame, TYPE_OFFSET) != EtherTypes.ARP) {
        sent.add(new Sent(nowNs, frame));
      }
    }
  }

  /** Injects what a router on the link sends to a group. */
  void router(String destination, byte[] igmp) {
    router(destination, ROUTER_ALERT, igmp);
  }

  void routerWithoutAlert(String destination, byte[] igmp) {
    router(destination, new byte[0], igmp);
  }

  void routerToHost(byte[] igmp) {
    inject(HOST_MAC, Packets.ipv4(ROUTER, "10.69.0.2", 2, 1, ROUTER_ALERT, igmp));
  }

  private void router(String destination, byte[] options, byte[] igmp) {
    long mac = MacAddresses.ofIpv4Multicast(IpAddresses.parseIpv4(destination));
    inject(mac, Packets.ipv4(ROUTER, destination, 2, 1, options, igmp));
  }

  private void inject(long mac, byte[] packet) {
    nic.inject(Packets.ethernet(mac, Packets.PEER_MAC, EtherTypes.IPV4, packet));
  }

  /** An IGMP message with its checksum. */
  static byte[] igmp(int type, int code, String group, byte... rest) {
    ByteBuffer buffer =
        ByteBuffer.allocate(8 + rest.length)
            .put((byte) type)
            .put((byte) code)
            .putShort((short) 0)
            .putInt(IpAddresses.parseIpv4(group))
            .put(rest);
    buffer.putShort(2, (short) Packets.checksum(buffer.array()));
    return buffer.array();
  }

  /** A query of version 3. */
  static byte[] query(int code, int robustness, int interval, String group, String... sources) {
    ByteBuffer rest =
        ByteBuffer.allocate(4 + 4 * sources.length)
            .put((byte) robustness)
            .put((byte) interval)
            .putShort((short) sources.length);
    for (String source : sources) {
      rest.putInt(IpAddresses.parseIpv4(source));
    }
    return igmp(0x11, code, group, rest.array());
  }

  void generalQuery(int code) {
    router("224.0.0.1", query(code, 2, 125, "0.0.0.0"));
  }

  @Override
  public void close() {
    engine.close();
    while (nic.collectBytes() != null) {}
    nic.close();
    assertEquals(0, pool.inUse(), "frames that did not come back");
    pool.close();
  }
}
