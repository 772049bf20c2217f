package io.ringroad.fastpath.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.ffm.NativeMemory;
import java.lang.foreign.Arena;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeadersTest {
  private final Arena arena = Arena.ofConfined();
  private final long address = arena.allocate(128, 8).address();

  @AfterEach
  void release() {
    arena.close();
  }

  @Test
  void ethernetLiesInMemoryAsOnTheWire() {
    EthernetHeader header = new EthernetHeader().wrap(address);
    header.destination(0x0102_0304_0506L).source(0x0A0B_0C0D_0E0FL).type(EtherTypes.ARP);
    assertBytes("010203040506 0a0b0c0d0e0f 0806");
    assertEquals(0x0102_0304_0506L, header.destination());
    assertEquals(0x0A0B_0C0D_0E0FL, header.source());
    assertEquals(EtherTypes.ARP, header.type());
  }

  @Test
  void arpLiesInMemoryAsOnTheWire() {
    ArpHeader header = new ArpHeader().wrap(address);
    header
        .initialise(ArpHeader.REPLY)
        .sender(0x0200_0000_0001L, 0x0A00_0001)
        .target(0x0200_0000_0002L, 0x0A00_0002);
    assertBytes("0001 0800 06 04 0002 020000000001 0a000001 020000000002 0a000002");
    assertTrue(header.isIpv4OverEthernet());
    assertEquals(ArpHeader.REPLY, header.operation());
    assertEquals(0x0200_0000_0001L, header.senderMac());
    assertEquals(0x0A00_0001, header.senderIp());
    assertEquals(0x0200_0000_0002L, header.targetMac());
    assertEquals(0x0A00_0002, header.targetIp());
    NativeMemory.putByte(address + 1, (byte) 6);
    assertFalse(header.isIpv4OverEthernet());
  }

  @Test
  void ipv4LiesInMemoryAsOnTheWire() {
    Ipv4Header header = new Ipv4Header().wrap(address);
    header.initialise(0x2E, 0x05DC, 0xABCD, true, 64, IpProtocols.UDP, 0x0A00_0001, 0xC0A8_0102);
    header.checksum(header.computeChecksum());
    int checksum = header.checksum();
    assertBytes("452e05dc abcd4000 4011" + String.format("%04x", checksum) + "0a000001 c0a80102");
    assertTrue(header.checksumValid());
    assertEquals(4, header.version());
    assertEquals(20, header.headerLength());
    assertEquals(0x2E, header.tos());
    assertEquals(0x05DC, header.totalLength());
    assertEquals(0xABCD, header.identification());
    assertTrue(header.dontFragment());
    assertFalse(header.isFragment());
    assertEquals(64, header.ttl());
    assertEquals(IpProtocols.UDP, header.protocol());
    assertEquals(0x0A00_0001, header.source());
    assertEquals(0xC0A8_0102, header.destination());
    NativeMemory.putByte(address + 8, (byte) 63);
    assertFalse(header.checksumValid());
  }

  @Test
  void ipv4FragmentsAreRecognised() {
    Ipv4Header header = new Ipv4Header().wrap(address);
    NativeMemory.putShortBe(address + 6, (short) 0x2000);
    assertTrue(header.isFragment());
    assertEquals(0, header.fragmentOffset());
    NativeMemory.putShortBe(address + 6, (short) 0x0003);
    assertTrue(header.isFragment());
    assertEquals(24, header.fragmentOffset());
    NativeMemory.putShortBe(address + 6, (short) 0x4000);
    assertFalse(header.isFragment());
  }

  @Test
  void udpLiesInMemoryAsOnTheWire() {
    UdpHeader header = new UdpHeader().wrap(address);
    header.initialise(0xC001, 0x8035, 0x0102);
    assertBytes("c001 8035 0102 0000");
    assertEquals(0xC001, header.sourcePort());
    assertEquals(0x8035, header.destinationPort());
    assertEquals(0x0102, header.length());
    assertEquals(0, header.checksum());
  }

  @Test
  void icmpLiesInMemoryAsOnTheWire() {
    IcmpHeader header = new IcmpHeader().wrap(address);
    header.type(IcmpHeader.DESTINATION_UNREACHABLE).code(4).checksum(0xBEEF).rest(0x05DC);
    assertBytes("03 04 beef 000005dc");
    assertEquals(0xBEEF, header.checksum());
    assertEquals(0x05DC, header.mtu());
    assertTrue(IcmpHeader.isError(header.type()));
    assertFalse(IcmpHeader.isError(IcmpHeader.ECHO_REQUEST));
  }

  @Test
  void optionsAreJudged() {
    assertEquals(Ipv4Options.HARMLESS, inspect("00000000"));
    assertEquals(Ipv4Options.HARMLESS, inspect("01010101"));
    assertEquals(Ipv4Options.HARMLESS, inspect("94040000"), "router alert");
    assertEquals(Ipv4Options.HARMLESS, inspect("00830000"), "nothing counts after the end");
    assertEquals(Ipv4Options.SOURCE_ROUTED, inspect("01830704 0a000001"));
    assertEquals(Ipv4Options.SOURCE_ROUTED, inspect("89030400"));
    assertEquals(Ipv4Options.MALFORMED, inspect("94000000"), "length 0 would never end");
    assertEquals(Ipv4Options.MALFORMED, inspect("94010000"));
    assertEquals(Ipv4Options.MALFORMED, inspect("94050000"), "longer than the header");
    assertEquals(Ipv4Options.MALFORMED, inspect("01010194"), "its length is missing");
  }

  private int inspect(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    NativeMemory.copyFrom(bytes, 0, address, bytes.length);
    return Ipv4Options.inspect(address, bytes.length);
  }

  private void assertBytes(String hex) {
    byte[] expected = HexFormat.of().parseHex(hex.replace(" ", ""));
    byte[] actual = new byte[expected.length];
    NativeMemory.copyTo(address, actual, 0, actual.length);
    assertArrayEquals(expected, actual);
  }
}
