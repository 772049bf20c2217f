package io.ringroad.fastpath.dhcp;

/** Where a client stands (RFC 2131 4.4, figure 5). */
public enum DhcpState {
  /** Nothing is asked for. */
  STOPPED,
  /** Waits before it begins again. */
  INIT,
  /** Has asked who has an address. */
  SELECTING,
  /** Has asked for one that was offered. */
  REQUESTING,
  /** Looks whether anybody uses it. */
  CHECKING,
  /** Has one. */
  BOUND,
  /** Asks the server to go on. */
  RENEWING,
  /** Asks any server to go on. */
  REBINDING;

  /** Whether an address is leased. */
  public boolean isLeased() {
    return this == BOUND || this == RENEWING || this == REBINDING;
  }
}
