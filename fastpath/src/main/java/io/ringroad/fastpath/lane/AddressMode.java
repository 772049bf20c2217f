package io.ringroad.fastpath.lane;

/** Where a device's IPv4 address comes from. */
public enum AddressMode {
  /** The configuration names it. */
  STATIC,
  /** A DHCP server leases it (RFC 2131). */
  DHCP,
  /** The lane chooses one of 169.254/16 (RFC 3927). */
  LINK_LOCAL
}
