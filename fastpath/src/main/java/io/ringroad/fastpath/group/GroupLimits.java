package io.ringroad.fastpath.group;

/**
 * How much a socket may join.
 *
 * @param memberships {@code igmp_max_memberships}: IPv4 groups of a socket, 1 or more. Those of
 *     IPv6 Linux does not count
 * @param sources {@code igmp_max_msf}: sources that it may name for an IPv4 group, 1 or more
 * @param ipv6Sources {@code mld_max_msf}: the same for an IPv6 group
 */
public record GroupLimits(int memberships, int sources, int ipv6Sources) {
  /** The values that Linux has. */
  public static final GroupLimits DEFAULT = new GroupLimits(20, 10, 64);

  /** Checks the values. */
  public GroupLimits {
    if (memberships < 1 || sources < 1 || ipv6Sources < 1) {
      throw new IllegalArgumentException(
          "limits of memberships and sources must be 1 or more, not "
              + memberships
              + ", "
              + sources
              + ", "
              + ipv6Sources);
    }
  }
}
