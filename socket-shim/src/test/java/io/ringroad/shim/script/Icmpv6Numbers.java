package io.ringroad.shim.script;

/**
 * What a script's ICMP is called in ICMPv6 (RFC 4443): scripts use the names of ICMP for both, and
 * an MTU is that of IPv4, 20 bytes less.
 */
final class Icmpv6Numbers {
  /** Type and code of ICMP, of ICMPv6. The first that fits is taken. */
  private static final int[][] PAIRS = {
    {8, 0, 128, 0},
    {0, 0, 129, 0},
    {3, 0, 1, 0},
    {3, 1, 1, 3},
    {3, 2, 4, 1},
    {3, 3, 1, 4},
    {3, 4, 2, 0},
    {3, 5, 1, 5},
    {3, 13, 1, 1},
    {3, 10, 1, 1},
    {3, 9, 1, 1},
    {11, 0, 3, 0},
    {11, 1, 3, 1},
    {12, 0, 4, 0},
  };

  private Icmpv6Numbers() {}

  /**
   * Type and code of ICMPv6, the type in the upper byte.
   *
   * @throws ScriptException if ICMPv6 has none
   */
  static int of(PacketSpec.Icmp icmp, int line) {
    for (int[] pair : PAIRS) {
      if (pair[0] == icmp.type() && pair[1] == icmp.code()) {
        return pair[2] << 8 | pair[3];
      }
    }
    throw new ScriptException(
        line, IcmpNames.format(icmp.type(), icmp.code()) + " is unknown to ICMPv6");
  }

  /** Type and code of ICMP, the type in the upper byte; those of ICMPv6 if there are none. */
  static int toIcmp(int type, int code) {
    for (int[] pair : PAIRS) {
      if (pair[2] == type && pair[3] == code) {
        return pair[0] << 8 | pair[1];
      }
    }
    return type << 8 | code;
  }
}
