package io.ringroad.fastpath.ip;

import io.ringroad.fastpath.NetError;

/**
 * A report that a packet of ours did not arrive: an ICMP error, or a next hop that does not answer
 * (then {@link #local()}). One object a lane, overwritten by the next error.
 */
public final class IcmpError {
  private NetError error = NetError.NONE;
  private boolean hard;
  private boolean local;
  private int type;
  private int code;
  private int mtu;
  private int protocol;
  private long localHigh;
  private long localLow;
  private long remoteHigh;
  private long remoteLow;
  private int localPort;
  private int remotePort;
  private int sequenceNumber;

  /** Creates an empty report. */
  public IcmpError() {}

  /**
   * Sets what went wrong.
   *
   * @param hard whether the kernel would call it fatal for a connection attempt
   * @param local whether this host found out by itself; type and code are then without meaning
   */
  public IcmpError cause(NetError error, boolean hard, boolean local, int type, int code, int mtu) {
    this.error = error;
    this.hard = hard;
    this.local = local;
    this.type = type;
    this.code = code;
    this.mtu = mtu;
    return this;
  }

  /** Sets the addresses of the packet that failed, seen from this host. */
  public IcmpError addresses(
      int protocol, long localHigh, long localLow, long remoteHigh, long remoteLow) {
    this.protocol = protocol;
    this.localHigh = localHigh;
    this.localLow = localLow;
    this.remoteHigh = remoteHigh;
    this.remoteLow = remoteLow;
    return this;
  }

  /** Sets what the first eight bytes of the transport header said. */
  public IcmpError transport(int localPort, int remotePort, int sequenceNumber) {
    this.localPort = localPort;
    this.remotePort = remotePort;
    this.sequenceNumber = sequenceNumber;
    return this;
  }

  /** What a socket is to be told. */
  public NetError error() {
    return error;
  }

  /** Whether the condition is permanent: RFC 1122 4.2.3.9's hard errors, as Linux sorts them. */
  public boolean hard() {
    return hard;
  }

  /** Whether this host found out by itself, so that nobody can have forged it. */
  public boolean local() {
    return local;
  }

  /** The ICMP type. */
  public int type() {
    return type;
  }

  /** The ICMP code. */
  public int code() {
    return code;
  }

  /** The next hop's MTU of "fragmentation needed" (RFC 1191); 0 where the router did not say. */
  public int mtu() {
    return mtu;
  }

  /** The transport protocol of the packet that failed. */
  public int protocol() {
    return protocol;
  }

  public long localHigh() {
    return localHigh;
  }

  public long localLow() {
    return localLow;
  }

  public long remoteHigh() {
    return remoteHigh;
  }

  public long remoteLow() {
    return remoteLow;
  }

  /** The source port of the packet that failed, 0 to 65535. */
  public int localPort() {
    return localPort;
  }

  /** The destination port of the packet that failed, 0 to 65535. */
  public int remotePort() {
    return remotePort;
  }

  /** Bytes 4 to 7 of the transport header: of TCP, the sequence number of the failed segment. */
  public int sequenceNumber() {
    return sequenceNumber;
  }
}
