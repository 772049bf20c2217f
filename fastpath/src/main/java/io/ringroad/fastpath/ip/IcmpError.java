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
  private long reporterHigh;
  private long reporterLow;
  private int interfaceIndex;
  private int trafficClass;
  private int hopLimit;
  private long quoted;
  private int quotedBytes;

  /** Creates an empty report. */
  public IcmpError() {}

  /**
   * Sets what went wrong.
   *
   * @param hard whether the kernel would call it fatal for a connection attempt
   * @param local whether this host found out by itself
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

  /** Sets who reports this. */
  public IcmpError reporter(long high, long low) {
    this.reporterHigh = high;
    this.reporterLow = low;
    return this;
  }

  /** Sets how the report came. */
  public IcmpError arrival(int interfaceIndex, int trafficClass, int hopLimit) {
    this.interfaceIndex = interfaceIndex;
    this.trafficClass = trafficClass;
    this.hopLimit = hopLimit;
    return this;
  }

  /** Sets where the packet that failed is, from its transport header on. */
  public IcmpError quoted(long address, int bytes) {
    this.quoted = address;
    this.quotedBytes = bytes;
    return this;
  }

  /** The upper half of the address that reports this. */
  public long reporterHigh() {
    return reporterHigh;
  }

  /** The lower half of the address that reports this. */
  public long reporterLow() {
    return reporterLow;
  }

  /** The index of the interface that the report came in by. */
  public int interfaceIndex() {
    return interfaceIndex;
  }

  /** TOS of the report. */
  public int trafficClass() {
    return trafficClass;
  }

  /** TTL of the report. */
  public int hopLimit() {
    return hopLimit;
  }

  /** Where the failed packet's transport header is, while the report is being handled. */
  public long quotedAddress() {
    return quoted;
  }

  /** How much there is of the failed packet from its transport header on: at least 8 bytes. */
  public int quotedBytes() {
    return quotedBytes;
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
