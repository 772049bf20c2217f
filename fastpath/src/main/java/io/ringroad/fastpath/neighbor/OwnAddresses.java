package io.ringroad.fastpath.neighbor;

/** The IPv4 addresses that this host has, as ARP needs to know them. */
public interface OwnAddresses {
  /** Whether requests for this address are ours to answer. */
  boolean isOwn(int ipv4);

  /** The address to ask from when looking for {@code target} on this link; 0 if there is none. */
  int sourceFor(int target);
}
