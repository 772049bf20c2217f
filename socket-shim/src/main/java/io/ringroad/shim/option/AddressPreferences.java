package io.ringroad.shim.option;

import static io.ringroad.shim.Errno.EINVAL;

import io.ringroad.fastpath.socket.SocketOption;

/** IPV6_ADDR_PREFERENCES (RFC 5014), as {@code ip6_sock_set_addr_preferences} takes it. */
final class AddressPreferences {
  private static final int TEMPORARY = 0x0001;
  private static final int PUBLIC = 0x0002;
  private static final int CARE_OF = 0x0004;
  private static final int CGA = 0x0008;
  private static final int EITHER = 0x0100;
  private static final int HOME = 0x0400;
  private static final int NO_CGA = 0x0800;
  private static final int LIFETIMES = TEMPORARY | PUBLIC | EITHER;
  private static final int HOMES = HOME | CARE_OF;
  private static final int KINDS = CGA | NO_CGA;

  private AddressPreferences() {}

  /** Of each of the three questions one answer at most; who says nothing leaves it as it is. */
  static int set(InetOptionTarget target, int asked) {
    int lifetimes = asked & LIFETIMES;
    int homes = asked & HOMES;
    int kinds = asked & KINDS;
    if (Integer.bitCount(lifetimes) > 1
        || Integer.bitCount(homes) > 1
        || Integer.bitCount(kinds) > 1) {
      return -EINVAL;
    }
    int before = target.options().getInt(SocketOption.IPV6_ADDRESS_PREFERENCES);
    int after =
        (lifetimes == 0 ? before & LIFETIMES : lifetimes) | (homes == 0 ? before & HOMES : homes);
    return target.setOption(SocketOption.IPV6_ADDRESS_PREFERENCES, after);
  }
}
