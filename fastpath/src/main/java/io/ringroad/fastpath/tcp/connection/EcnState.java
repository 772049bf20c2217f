package io.ringroad.fastpath.tcp.connection;

/** What a connection remembers of ECN, RFC 3168. Owned by the lane. */
public final class EcnState {

  /** This side's SYN asks for it. RFC 3168 6.1.1. */
  public boolean requested;

  /** Both sides agreed. RFC 3168 6.1.1. */
  public boolean negotiated;

  /**
   * The congestion control lives on marks: all packets carry ECT (RFC 8257 3.5), and each
   * acknowledgment echoes what it acknowledges (3.2).
   */
  public boolean exact;

  /** Acknowledgments carry ECE: until the peer sends CWR, or DCTCP.CE. RFC 3168 6.1.3. */
  public boolean echo;

  /** The peer's data came with ECT or CE, for TCP_INFO. */
  public boolean seen;
}
