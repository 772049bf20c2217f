package io.ringroad.fastpath.ip6;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.ringroad.fastpath.wire.IpAddress;
import io.ringroad.fastpath.wire.IpAddresses;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of RFC 6724 10.1, and the rules one by one. */
class SourceSelectionTest {
  private static InterfaceAddress address(String text) {
    IpAddress parsed = IpAddresses.parse(text.replace("!", ""));
    InterfaceAddress made = new InterfaceAddress(parsed.high(), parsed.low(), 64);
    made.deprecated(text.startsWith("!"));
    return made;
  }

  @ParameterizedTest
  @CsvSource({
    // destination, the better source, the worse one; a deprecated one with an exclamation mark
    "2001:db8:1::1, 2001:db8:1::1, 2001:db8:3::2", // rule 1
    "2001:db8:1::1, 2001:db8:3::1, fe80::1", // rule 2
    "ff05::1, 2001:db8:3::1, fe80::1",
    "fe80::9, fe80::1, 2001:db8:3::1",
    "fe80::9, !fe80::1, 2001:db8:3::1",
    "2001:db8:1::1, 2001:db8:3::1, !2001:db8:1::9", // rule 3
    "2002:c633:6401::1, 2002:c633:6401::d5e3, 2001:db8:1::2", // rule 6
    "fd00:1::5, fd00:2::1, 2001:db8:1::2",
    "2001:db8:1::1, 2001:db8:1::2, 2001:db8:3::2", // rule 8
  })
  void theBetterSourceIsChosen(String destination, String better, String worse) {
    IpAddress to = IpAddresses.parse(destination);
    InterfaceAddress good = address(better);
    InterfaceAddress bad = address(worse);
    assertEquals(true, SourceSelection.isBetter(good, bad, to.high(), to.low()));
    assertFalse(SourceSelection.isBetter(bad, good, to.high(), to.low()));
  }

  @Test
  void ofEqualsNoneIsBetter() {
    InterfaceAddress one = address("2001:db8:1::2");
    InterfaceAddress other = address("2001:db8:1::3");
    assertFalse(SourceSelection.isBetter(one, other, 0x2001_0DB8_0001_0000L, 9));
    assertFalse(SourceSelection.isBetter(other, one, 0x2001_0DB8_0001_0000L, 9));
  }

  @ParameterizedTest
  @CsvSource({
    "::1, 0",
    "::5, 3",
    "2002::1, 2",
    "2001::1, 5",
    "2001:db8::1, 1",
    "fc00::1, 13",
    "fdff::1, 13",
    "fec0::1, 11",
    "3ffe::1, 12",
    "fe80::1, 1",
    "ff02::1, 1"
  })
  void labelsAreThoseOfTheDefaultPolicy(String text, int label) {
    IpAddress address = IpAddresses.parse(text);
    assertEquals(label, SourceSelection.label(address.high(), address.low()));
  }
}
