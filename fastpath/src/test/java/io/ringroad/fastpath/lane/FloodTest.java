package io.ringroad.fastpath.lane;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.testing.Bench;
import io.ringroad.fastpath.testing.Packets;
import io.ringroad.fastpath.testing.WireChecksums;
import io.ringroad.fastpath.wire.EtherTypes;
import io.ringroad.fastpath.wire.MacAddresses;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A connection's requests are answered in the cycle after they came, whatever comes beside them,
 * eight frames for each; and what a flood is given to hold stays small.
 */
class FloodTest {
  private static final int REQUESTS = 2_500;
  private static final int FRAMES_PER_REQUEST = 8;

  /** Of the 600 there are: what the flood may hold, with those that stand in the queues. */
  private static final int MOST_FRAMES = 400;

  private static final int ETHERTYPE_IPV6 = 0x86DD;
  private static final int MORE_FRAGMENTS = 0x2000;
  private static final String HOST = "10.0.0.1";

  /** Frames that come from, or are for, somebody else each time. */
  enum Flood {
    FRAGMENTS {
      @Override
      byte[] frame(int i) {
        byte[] packet = Packets.ipv4(peer(i), HOST, 17, new byte[64]);
        ByteBuffer.wrap(packet).putShort(4, (short) i).putShort(6, (short) MORE_FRAGMENTS);
        return toHost(EtherTypes.IPV4, Packets.fixHeaderChecksum(packet));
      }
    },
    FRAGMENTS_OF_IPV6 {
      @Override
      byte[] frame(int i) {
        byte[] fragment = ByteBuffer.allocate(72).put((byte) 17).putInt(4, i).array();
        fragment[3] = 1;
        return toHost(ETHERTYPE_IPV6, ipv6(44, i, "fd000000000000000000000000000001", fragment));
      }
    },
    ARP_REQUESTS {
      @Override
      byte[] frame(int i) {
        byte[] request = Packets.arp(1, 0x0200_0100_0000L + i, peer(i), 0, HOST);
        return Packets.ethernet(
            MacAddresses.BROADCAST, 0x0200_0100_0000L + i, EtherTypes.ARP, request);
      }
    },
    SOLICITATIONS {
      @Override
      byte[] frame(int i) {
        byte[] solicitation =
            ByteBuffer.allocate(32)
                .put((byte) 135)
                .putLong(8, 0xfd00_0000_0000_0000L)
                .putLong(16, 1)
                .putShort(24, (short) 0x0101)
                .putShort(26, (short) 0x0200)
                .putInt(28, i)
                .array();
        byte[] packet = ipv6(58, i, "ff0200000000000000000001ff000001", solicitation);
        WireChecksums.repair(packet);
        return Packets.ethernet(0x3333_ff00_0001L, Packets.PEER_MAC, ETHERTYPE_IPV6, packet);
      }
    },
    MULTICAST {
      @Override
      byte[] frame(int i) {
        byte[] packet =
            Packets.ipv4(peer(i), "239.0." + (i >> 8 & 255) + "." + (i & 255), 17, new byte[64]);
        return Packets.ethernet(
            0x0100_5e00_0000L | i & 0xffff, Packets.PEER_MAC, EtherTypes.IPV4, packet);
      }
    },
    MULTICAST_OF_IPV6 {
      @Override
      byte[] frame(int i) {
        String group = "ff0e" + "0".repeat(20) + HexFormat.of().toHexDigits(i);
        byte[] packet = ipv6(17, i, group, new byte[64]);
        return Packets.ethernet(0x3333_0000_0000L | i, Packets.PEER_MAC, ETHERTYPE_IPV6, packet);
      }
    };

    abstract byte[] frame(int i);
  }

  private static String peer(int i) {
    return "10.0.0." + (10 + i % 240);
  }

  private static byte[] toHost(int type, byte[] packet) {
    return Packets.ethernet(Bench.HOST_MAC, Packets.PEER_MAC, type, packet);
  }

  private static byte[] ipv6(int nextHeader, int i, String destination, byte[] payload) {
    return ByteBuffer.allocate(40 + payload.length)
        .putInt(6 << 28)
        .putShort((short) payload.length)
        .put((byte) nextHeader)
        .put((byte) 255)
        .putLong(0xfd00_0000_0000_0000L)
        .putLong(0x1_0000L + i)
        .put(HexFormat.of().parseHex(destination))
        .put(payload)
        .array();
  }

  @ParameterizedTest
  @EnumSource(Flood.class)
  void requestsAreAnsweredInAFlood(Flood flood) {
    try (FuzzedHost host = new FuzzedHost(0)) {
      int most = 0;
      for (int i = 0; i < REQUESTS; i++) {
        for (int j = 0; j < FRAMES_PER_REQUEST; j++) {
          host.offer(flood.frame(i * FRAMES_PER_REQUEST + j));
        }
        host.offer(host.request(i));
        assertTrue(host.cyclesUntilAnswered(i) <= 2, "request " + i + " waited");
        most = Math.max(most, host.framesInUse());
      }
      int held = most;
      assertTrue(held <= MOST_FRAMES, () -> "the flood holds " + held + " frames");
    }
  }
}
