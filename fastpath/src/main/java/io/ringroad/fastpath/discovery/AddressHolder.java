package io.ringroad.fastpath.discovery;

/** Who addresses are made for; called on the lane's thread. */
public interface AddressHolder {
  /** The address is ours from now on. */
  void onAssigned(long high, long low, long nowNs);

  /** The address is ours no more. */
  void onRemoved(long high, long low, long nowNs);

  /** Whether new connections should come from another address (RFC 4862 5.5.4). */
  void onDeprecated(long high, long low, boolean deprecated, long nowNs);
}
