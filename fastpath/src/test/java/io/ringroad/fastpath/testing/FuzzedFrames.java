package io.ringroad.fastpath.testing;

import io.ringroad.fastpath.wire.EtherTypes;
import io.ringroad.fastpath.wire.MacAddresses;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * What an input of the fuzzer means: frames that a host receives, and pauses between them.
 *
 * <pre>
 *   0      1             3              3 + length
 *   +------+-------------+- - - - - - - +
 *   | kind | length (LE) | bytes        |  again and again
 *   +------+-------------+- - - - - - - +
 * </pre>
 *
 * A fuzzer finds no checksums by chance, and no sequence number of a host: those of packets are
 * repaired, and acknowledgments of TCP over IPv4 count from what the host sends first, unless the
 * kind has the bit {@link #AS_IT_IS}.
 */
public final class FuzzedFrames {
  /** A whole frame. */
  public static final int FRAME = 0;

  public static final int IPV4 = 1;
  public static final int IPV6 = 2;
  public static final int ARP = 3;

  /** An IPv4 packet in an Ethernet broadcast. */
  public static final int IPV4_BROADCAST = 4;

  /** An IPv6 packet to the Ethernet group of its destination. */
  public static final int IPV6_MULTICAST = 5;

  /** The length is a pause in hundredths of a second. */
  public static final int PAUSE = 6;

  /** An IPv4 packet in a VLAN whose tag comes first. */
  public static final int VLAN = 7;

  public static final int AS_IT_IS = 8;

  private static final int KINDS = 7;
  private static final int ACKNOWLEDGMENT_OFFSET = 28;
  private static final int MOST_BYTES = 1_514;
  private static final int ETHERTYPE_IPV6 = 0x86DD;
  private static final int ETHERTYPE_VLAN = 0x8100;
  private static final long HUNDREDTH_NS = 10_000_000;

  /** What happens to the host, in order. */
  public interface Host {
    void onFrame(byte[] frame);

    void onPause(long durationNs);

    /** The first sequence number of the host's connection. */
    int firstSequence();
  }

  private FuzzedFrames() {}

  /** Plays an input to a host whose Ethernet address is {@link Bench#HOST_MAC}. */
  public static void play(byte[] input, Host host) {
    ByteBuffer in = ByteBuffer.wrap(input).order(ByteOrder.LITTLE_ENDIAN);
    while (in.remaining() >= 3) {
      int kind = in.get();
      int length = in.getShort() & 0xFFFF;
      if ((kind & KINDS) == PAUSE) {
        host.onPause(length * HUNDREDTH_NS);
        continue;
      }
      byte[] bytes = new byte[Math.min(Math.min(length, MOST_BYTES), in.remaining())];
      in.get(bytes);
      host.onFrame(frame(kind, bytes, host.firstSequence()));
    }
  }

  private static byte[] frame(int kind, byte[] bytes, int firstSequence) {
    boolean tagged = (kind & KINDS) == VLAN && bytes.length >= 4;
    byte[] tag = tagged ? Arrays.copyOf(bytes, 4) : new byte[0];
    byte[] packet = Arrays.copyOfRange(bytes, tag.length, bytes.length);
    if ((kind & AS_IT_IS) == 0) {
      countFrom(firstSequence, packet);
      WireChecksums.repair(packet);
    }
    return switch (kind & KINDS) {
      case FRAME -> Arrays.copyOf(bytes, Math.max(bytes.length, 14));
      case IPV4 -> toHost(EtherTypes.IPV4, packet);
      case IPV6 -> toHost(ETHERTYPE_IPV6, packet);
      case ARP -> toAll(EtherTypes.ARP, packet);
      case IPV4_BROADCAST -> toAll(EtherTypes.IPV4, packet);
      case IPV6_MULTICAST ->
          Packets.ethernet(groupOf(packet), Packets.PEER_MAC, ETHERTYPE_IPV6, packet);
      default -> toHost(ETHERTYPE_VLAN, concatenated(tag, packet));
    };
  }

  private static void countFrom(int firstSequence, byte[] packet) {
    if (packet.length >= 40 && packet[0] == 0x45 && packet[9] == 6) {
      ByteBuffer in = ByteBuffer.wrap(packet);
      in.putInt(ACKNOWLEDGMENT_OFFSET, in.getInt(ACKNOWLEDGMENT_OFFSET) + firstSequence);
    }
  }

  private static byte[] toHost(int type, byte[] packet) {
    return Packets.ethernet(Bench.HOST_MAC, Packets.PEER_MAC, type, packet);
  }

  private static byte[] toAll(int type, byte[] packet) {
    return Packets.ethernet(MacAddresses.BROADCAST, Packets.PEER_MAC, type, packet);
  }

  /** RFC 2464 7: 33:33 and the last four bytes of the group. */
  private static long groupOf(byte[] packet) {
    long last = packet.length >= 40 ? ByteBuffer.wrap(packet).getInt(36) & 0xFFFF_FFFFL : 1;
    return 0x3333_0000_0000L | last;
  }

  private static byte[] concatenated(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }
}
