package io.ringroad.shim;

import io.ringroad.fastpath.group.GroupLimits;
import io.ringroad.fastpath.membership.MembershipConfig;
import java.util.List;

/** The keys of a file that are about multicast. */
final class MulticastKeys {
  static final List<String> NAMES =
      List.of("multicast.groups", "multicast.sources", "igmp.version");

  private static final int MOST = 65_536;
  private static final int NEWEST_IGMP = 3;

  private GroupLimits limits = GroupLimits.DEFAULT;
  private MembershipConfig membership = MembershipConfig.DEFAULT;

  /** Takes a key's value; false if the key is none of these. */
  boolean set(String key, String value) {
    switch (key) {
      case "multicast.groups" ->
          limits =
              new GroupLimits(
                  ConfigValue.number(key, value, 1, MOST), limits.sources(), limits.ipv6Sources());
      case "multicast.sources" -> {
        int most = ConfigValue.number(key, value, 1, MOST);
        limits = new GroupLimits(limits.memberships(), most, most);
      }
      case "igmp.version" ->
          membership = membership.withForcedVersion(ConfigValue.number(key, value, 0, NEWEST_IGMP));
      default -> {
        return false;
      }
    }
    return true;
  }

  GroupLimits limits() {
    return limits;
  }

  MembershipConfig membership() {
    return membership;
  }
}
