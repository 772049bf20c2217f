package io.ringroad.fastpath.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.testing.Bench;
import io.ringroad.fastpath.testing.FuzzedFrames;
import io.ringroad.fastpath.testing.Packets;
import io.ringroad.fastpath.testing.WireChecksums;
import io.ringroad.fastpath.wire.EtherTypes;
import io.ringroad.fastpath.wire.MacAddresses;
import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.NativeFramePool;
import io.ringroad.pmd.sim.InjectionNic;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A lane at 10.0.0.1 and fd00::1 that receives whatever it is given: it echoes UDP on port 7 and
 * TCP on port 80, and has an established connection with port 5000 of 10.0.0.9, whose next sequence
 * number is 1001. Everything that it sends is checked and kept.
 */
final class FuzzedHost implements FuzzedFrames.Host, AutoCloseable {
  private static final int FRAMES = 600;
  private static final int FIRST_REQUEST = 1_001;
  private static final int MOST_CYCLES = 20_000;
  private static final long STEP_NS = 50_000_000;
  private static final String HOST = "10.0.0.1";
  private static final String PEER = "10.0.0.9";

  /** Kept from input to input, because a pool costs more than all that happens to it. */
  private static final NativeFramePool POOL = new NativeFramePool(FRAMES);

  private final InjectionNic nic = new InjectionNic("fuzzed", Bench.HOST_MAC, 1_500, POOL, 1_024);
  private final LaneGroup lanes;
  private final Lane lane;
  private final int filler;
  private final Frame frame = new Frame();
  private final List<String> sent = new ArrayList<>();
  private int firstSequence;
  private long nowNs = Bench.START_NS;

  /**
   * @param filler what stands behind the bytes of each frame
   */
  FuzzedHost(int filler) {
    this.filler = filler;
    lanes =
        new LaneGroup(
            LaneConfig.builder()
                .nic(nic, HOST + "/24", "fd00::1/64")
                .pool(POOL)
                .clock(() -> nowNs)
                .seed(7, 11)
                .cacheFrames(16)
                .maxSockets(64)
                .build());
    lane = lanes.lane(0);
    new DatagramEcho(lane, 7);
    new StreamEcho(lanes, 80);
    run();
    connect();
  }

  private void connect() {
    long all = MacAddresses.BROADCAST;
    byte[] hello = Packets.arp(1, Packets.PEER_MAC, PEER, 0, HOST);
    onFrame(Packets.ethernet(all, Packets.PEER_MAC, EtherTypes.ARP, hello));
    onFrame(segment("13880050000003E80000000070020400000000000204057801030300"));
    // The SYN-ACK's sequence number, behind 14 bytes of Ethernet, 20 of IPv4 and 4 of ports.
    firstSequence = HexFormat.fromHexDigits(sent.getLast(), 2 * 38, 2 * 42) + 1;
    String acknowledged = HexFormat.of().toHexDigits(firstSequence);
    onFrame(segment("13880050000003E9" + acknowledged + "5010040000000000"));
  }

  @Override
  public int firstSequence() {
    return firstSequence;
  }

  private static byte[] segment(String hex) {
    byte[] packet = Packets.ipv4(PEER, HOST, 6, HexFormat.of().parseHex(hex));
    WireChecksums.repair(packet);
    return Packets.ethernet(Bench.HOST_MAC, Packets.PEER_MAC, EtherTypes.IPV4, packet);
  }

  /** All that was sent, in hexadecimal digits. */
  List<String> sent() {
    return sent;
  }

  @Override
  public void onFrame(byte[] bytes) {
    offer(bytes);
    run();
  }

  /** Puts a frame where the lane's next cycle finds it. */
  void offer(byte[] bytes) {
    long address = POOL.allocate();
    assertTrue(address != 0, "the lane holds all frames");
    frame.wrap(address).appendCopyOf(bytes, 0, bytes.length);
    NativeMemory.fill(frame.data() + bytes.length, frame.tailroom(), (byte) filler);
    assertTrue(nic.inject(address));
  }

  /** The connection's request of this number, four bytes, all answers before it acknowledged. */
  byte[] request(int number) {
    HexFormat hex = HexFormat.of();
    String sequence = hex.toHexDigits(FIRST_REQUEST + 4 * number);
    String acknowledged = hex.toHexDigits(firstSequence + 4 * number);
    return segment(
        "13880050" + sequence + acknowledged + "5018040000000000" + hex.toHexDigits(number));
  }

  /** Lets the lane work until the answer to a request is sent; how many cycles that takes. */
  int cyclesUntilAnswered(int number) {
    String answer = HexFormat.of().toHexDigits(firstSequence + 4 * number);
    int cycles = 0;
    boolean answered = false;
    while (!answered) {
      assertTrue(++cycles < MOST_CYCLES, "no answer");
      sent.clear();
      lane.doWork();
      collect();
      answered = sent.stream().anyMatch(frame -> isSegment(frame, answer));
    }
    nowNs += STEP_NS / 1_000;
    return cycles;
  }

  private static boolean isSegment(String frame, String sequence) {
    int payloadBytes = frame.length() / 2 - 54;
    return frame.startsWith("0800", 24) && frame.startsWith(sequence, 76) && payloadBytes == 4;
  }

  int framesInUse() {
    return POOL.inUse();
  }

  @Override
  public void onPause(long durationNs) {
    long endNs = nowNs + durationNs;
    while (nowNs < endNs) {
      nowNs = Math.min(endNs, Math.max(nowNs + STEP_NS, lane.nextDeadlineNs()));
      run();
    }
  }

  /** Lets the lane work until it comes to rest, which it must. */
  private void run() {
    int cycles = 0;
    while (lane.doWork() > 0) {
      collect();
      assertTrue(++cycles < MOST_CYCLES, "the lane finds no rest");
    }
    collect();
  }

  private void collect() {
    byte[] bytes;
    while ((bytes = nic.collectBytes()) != null) {
      check(bytes);
      sent.add(HexFormat.of().formatHex(bytes));
    }
  }

  private static void check(byte[] bytes) {
    int type = Packets.u16(bytes, 12);
    if (type == EtherTypes.IPV4 || type == 0x86DD) {
      byte[] packet = Packets.from(bytes, 14);
      assertTrue(
          WireChecksums.areRight(packet), () -> "checksum of " + HexFormat.of().formatHex(packet));
    }
  }

  /** Ends the lane; every frame must be back. */
  @Override
  public void close() {
    lanes.close();
    nic.close();
    assertEquals(0, POOL.inUse(), "frames that did not come back");
  }
}
