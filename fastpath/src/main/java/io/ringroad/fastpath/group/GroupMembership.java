package io.ringroad.fastpath.group;

/**
 * One socket's membership in a group on an interface. Immutable.
 *
 * @param group the group's IPv4 address
 * @param interfaceIndex as lanes count: 0 is the loopback
 * @param address the interface's address by which it was joined, 0 if it was not by address
 * @param exclude RFC 3376's filter mode: whether the sources are those not wanted
 * @param sources null if no source was ever named
 */
public record GroupMembership(
    int group, int interfaceIndex, int address, boolean exclude, int[] sources) {
  /** A membership that takes every source. */
  public static GroupMembership ofAnySource(int group, int interfaceIndex) {
    return new GroupMembership(group, interfaceIndex, 0, true, null);
  }

  /** Whether what a source sends is wanted. */
  public boolean allows(int source) {
    return exclude != names(source);
  }

  /** Whether a source is in the list. */
  public boolean names(int source) {
    if (sources != null) {
      for (int each : sources) {
        if (each == source) {
          return true;
        }
      }
    }
    return false;
  }

  /** The same with another filter. */
  public GroupMembership filtered(boolean newExclude, int[] newSources) {
    return new GroupMembership(group, interfaceIndex, address, newExclude, newSources);
  }
}
