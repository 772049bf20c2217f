package io.ringroad.fastpath.dhcp;

/** Who a client gets an address for; called on the lane's thread. */
public interface LeaseHolder {
  /**
   * Looks whether anybody uses an address before it is taken (RFC 2131 4.4.1), and tells {@link
   * DhcpClient#onChecked} in the end.
   */
  void check(int address, long nowNs);

  /** The address is ours from now on, or goes on to be: its routes, MTU and times may be new. */
  void onLease(Lease lease, long nowNs);

  /** The address is ours no more. */
  void onLeaseLost(Lease lease, long nowNs);
}
