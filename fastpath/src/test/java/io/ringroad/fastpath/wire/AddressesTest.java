package io.ringroad.fastpath.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "10.0.0.1", "127.0.0.1", "192.168.255.254", "255.255.255.255"})
  void ipv4TextComesBackAsItWas(String text) {
    assertEquals(text, IpAddresses.formatIpv4(IpAddresses.parseIpv4(text)));
    assertEquals(text, IpAddresses.parse(text).toString());
    assertTrue(IpAddresses.parse(text).isIpv4());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1.2.3",
        "1.2.3.4.5",
        "256.1.1.1",
        "01.2.3.4",
        "1.2.3.x",
        "-1.2.3.4",
        "::g"
      })
  void whatIsNoAddressIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> IpAddresses.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "::, ::",
    "::1, ::1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:DB8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "fe80:0:0:0:0:0:0:0, fe80::",
    "::ffff:10.1.2.3, 10.1.2.3"
  })
  void ipv6TextIsShortenedAsRfc5952Says(String text, String shortest) {
    assertEquals(shortest, IpAddresses.parse(text).toString());
  }

  @Test
  void mappedAddressesAreToldFromOthers() {
    long low = IpAddresses.mapIpv4(0xC0A8_0001);
    assertEquals(0x0000_FFFF_C0A8_0001L, low);
    assertTrue(IpAddresses.isIpv4(0, low));
    assertFalse(IpAddresses.isIpv4(1, low));
    assertFalse(IpAddresses.isIpv4(0, 1));
    assertEquals(0xC0A8_0001, IpAddresses.toIpv4(low));
  }

  @Test
  void specialAddressesOfBothFamiliesAreKnown() {
    assertTrue(IpAddresses.isUnspecified(0, 0));
    assertTrue(IpAddresses.isUnspecified(0, IpAddresses.IPV4_ANY_LOW));
    assertFalse(IpAddresses.isUnspecified(0, 1));
    assertTrue(IpAddresses.isLoopback(0, 1));
    assertTrue(IpAddresses.isLoopback(0, IpAddresses.mapIpv4(0x7F12_3456)));
    assertTrue(IpAddresses.isMulticast(0xFF02L << 48, 1));
    assertTrue(IpAddresses.isMulticast(0, IpAddresses.mapIpv4(0xEF00_0001)));
    assertFalse(IpAddresses.isMulticast(0, IpAddresses.mapIpv4(0xF000_0001)));
  }

  @Test
  void masksReachFromNothingToAll() {
    assertEquals(0, IpAddresses.ipv4Mask(0));
    assertEquals(0x8000_0000, IpAddresses.ipv4Mask(1));
    assertEquals(0xFFFF_FF00, IpAddresses.ipv4Mask(24));
    assertEquals(-1, IpAddresses.ipv4Mask(32));
    assertThrows(IllegalArgumentException.class, () -> IpAddresses.ipv4Mask(33));
  }

  @Test
  void hashDependsOnTheSecret() {
    assertNotEquals(IpAddresses.hash(1, 2, 3), IpAddresses.hash(1, 2, 4));
    assertNotEquals(IpAddresses.hash(1, 2, 3), IpAddresses.hash(1, 3, 3));
  }

  @Test
  void ethernetAddressesAreReadAndWritten() {
    long mac = MacAddresses.parse("02:00:5E:10:00:ff");
    assertEquals(0x0200_5E10_00FFL, mac);
    assertEquals("02:00:5e:10:00:ff", MacAddresses.format(mac));
    assertFalse(MacAddresses.isGroup(mac));
    assertTrue(MacAddresses.isGroup(MacAddresses.BROADCAST));
    assertThrows(IllegalArgumentException.class, () -> MacAddresses.parse("02:00:5e:10:00"));
  }

  @Test
  void multicastGroupsMapToTheirLower23Bits() {
    // RFC 1112 6.4
    long expected = MacAddresses.parse("01:00:5e:01:02:03");
    assertEquals(expected, MacAddresses.ofIpv4Multicast(IpAddresses.parseIpv4("239.129.2.3")));
  }
}
