package io.ringroad.fastpath.ip;

import static io.ringroad.fastpath.testing.Bench.HOST;
import static io.ringroad.fastpath.testing.Bench.PEER;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.testing.Packets;
import io.ringroad.fastpath.testing.TestHost;
import io.ringroad.fastpath.wire.Checksum;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.fastpath.wire.Ipv4Header;
import io.ringroad.ffm.NativeMemory;
import io.ringroad.ffm.dpdk.MbufFlags;
import io.ringroad.ffm.dpdk.MbufLayout;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.NativeFramePool;
import io.ringroad.pmd.Offloads;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A device that computes checksums must send the same bytes as one that does not. */
class OffloadTest {
  private static final Offloads ALL =
      new Offloads(true, true, true, true, true, false, false, false);
  private static final int L2 = 14;
  private static final int L3 = 20;

  private final NativeFramePool pool = new NativeFramePool(8);
  private final Frame frame = new Frame();
  private final Ipv4Header header = new Ipv4Header();

  @AfterEach
  void nothingIsLost() {
    assertEquals(0, pool.inUse());
    pool.close();
  }

  @ParameterizedTest
  @CsvSource({"6, 16, 20", "17, 6, 8"})
  void bothWaysGiveTheSameBytes(int protocol, int checksumOffset, int headerBytes) {
    SplittableRandom random = new SplittableRandom(1071);
    for (int i = 0; i < 300; i++) {
      byte[] transport = new byte[headerBytes + random.nextInt(0, 1400)];
      random.nextBytes(transport);
      transport[checksumOffset] = 0;
      transport[checksumOffset + 1] = 0;
      byte[] software = build(transport, protocol, checksumOffset, Offloads.NONE);
      byte[] hardware = build(transport, protocol, checksumOffset, ALL);
      assertArrayEquals(software, hardware);
      byte[] sent = Packets.from(software, L3);
      assertEquals(0, Packets.transportChecksum(HOST, PEER, protocol, sent));
    }
  }

  @Test
  void udpNeverSendsAZeroThatMeansNoChecksum() {
    // A payload word that makes the sum 0xFFFF, and so the checksum zero.
    byte[] datagram = Packets.udp(HOST, 5, PEER, 7, new byte[2], false);
    int rest = Packets.transportChecksum(HOST, PEER, 17, datagram);
    datagram[8] = (byte) (rest >> 8);
    datagram[9] = (byte) rest;
    assertEquals(0, Packets.transportChecksum(HOST, PEER, 17, datagram));
    byte[] packet = build(datagram, 17, 6, Offloads.NONE);
    assertEquals(0xFFFF, Packets.u16(packet, L3 + 6));
    assertArrayEquals(packet, build(datagram, 17, 6, ALL));
  }

  private byte[] build(byte[] transport, int protocol, int checksumOffset, Offloads offloads) {
    int source = IpAddresses.parseIpv4(HOST);
    int destination = IpAddresses.parseIpv4(PEER);
    IpDestination to =
        new IpDestination(protocol)
            .local(0, IpAddresses.mapIpv4(source))
            .remote(0, IpAddresses.mapIpv4(destination));
    frame.wrap(pool.allocate()).appendCopyOf(transport, 0, transport.length);
    TransmitChecksums.fillTransport(frame, to, checksumOffset, offloads);
    header
        .wrap(frame.prepend(L3))
        .initialise(0, L3 + transport.length, 0, true, 64, protocol, source, destination);
    TransmitChecksums.fillHeader(frame, header, offloads);
    asADeviceWould(checksumOffset);
    byte[] bytes = new byte[frame.length()];
    frame.copyTo(bytes);
    pool.free(frame.address());
    return bytes;
  }

  /** Does what the frame's flags ask for, as DPDK describes it. */
  private void asADeviceWould(int checksumOffset) {
    long flags = frame.flags();
    long ip = frame.data();
    if ((flags & MbufFlags.TX_IP_CKSUM) != 0) {
      NativeMemory.putShortBe(ip + 10, (short) Checksum.of(ip, L3));
    }
    long l4 = flags & MbufFlags.TX_L4_MASK;
    if (l4 != 0) {
      int lengths = (int) NativeMemory.getLong(frame.address() + MbufLayout.TX_OFFLOAD);
      assertEquals(L2, lengths & 0x7F);
      assertEquals(L3, lengths >> 7 & 0x1FF);
      int checksum = Checksum.of(ip + L3, frame.length() - L3);
      if (checksum == 0 && l4 == MbufFlags.TX_UDP_CKSUM) {
        checksum = 0xFFFF;
      }
      NativeMemory.putShortBe(ip + L3 + checksumOffset, (short) checksum);
    }
  }

  @Test
  void onlyWhatTheDeviceCallsGoodIsTrusted() {
    IpPacket packet =
        new IpPacket()
            .addresses(
                0,
                IpAddresses.mapIpv4(IpAddresses.parseIpv4(HOST)),
                0,
                IpAddresses.mapIpv4(IpAddresses.parseIpv4(PEER)))
            .header(IpProtocols.UDP, 0, 64, L3);
    byte[] good = Packets.udp(HOST, 5, PEER, 7, TestHost.pattern(33, 1), true);
    byte[] bad = good.clone();
    bad[20] ^= 1;
    assertTrue(valid(good, packet.arrival(1, false, false, false)));
    assertFalse(valid(bad, packet.arrival(1, false, false, false)));
    assertTrue(valid(bad, packet.arrival(1, false, false, true)));
  }

  private boolean valid(byte[] datagram, IpPacket packet) {
    frame.wrap(pool.allocate()).appendCopyOf(datagram, 0, datagram.length);
    boolean valid = ReceiveChecksums.valid(frame, packet);
    pool.free(frame.address());
    return valid;
  }
}
