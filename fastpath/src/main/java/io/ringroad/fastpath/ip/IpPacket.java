package io.ringroad.fastpath.ip;

import io.ringroad.fastpath.wire.IpAddresses;

/**
 * What the IP header of the packet in hand said. One object a lane, overwritten by the next packet:
 * a protocol copies what it keeps. Addresses are as {@link IpAddresses} describes.
 */
public final class IpPacket {
  private long sourceHigh;
  private long sourceLow;
  private long destinationHigh;
  private long destinationLow;
  private int protocol;
  private int trafficClass;
  private int hopLimit;
  private int interfaceIndex;
  private boolean broadcast;
  private boolean multicast;
  private boolean checksumVerified;
  private int headerLength;
  private int nextHeaderOffset;
  private int flowLabel;

  /** Creates an empty description. */
  public IpPacket() {}

  /** Sets both addresses. */
  public IpPacket addresses(
      long sourceHigh, long sourceLow, long destinationHigh, long destinationLow) {
    this.sourceHigh = sourceHigh;
    this.sourceLow = sourceLow;
    this.destinationHigh = destinationHigh;
    this.destinationLow = destinationLow;
    return this;
  }

  /** Sets the fields of the header that transports look at, each 0 to 255. */
  public IpPacket header(int protocol, int trafficClass, int hopLimit, int headerLength) {
    this.protocol = protocol;
    this.trafficClass = trafficClass;
    this.hopLimit = hopLimit;
    this.headerLength = headerLength;
    return this;
  }

  /** Sets where in an IPv6 packet's headers the number of its transport protocol stands. */
  public IpPacket nextHeaderOffset(int bytes) {
    this.nextHeaderOffset = bytes;
    return this;
  }

  /** Sets the flow label of an IPv6 packet. */
  public IpPacket flowLabel(int flowLabel) {
    this.flowLabel = flowLabel;
    return this;
  }

  /** Where in an IPv6 packet's headers the number of its transport protocol stands. */
  public int nextHeaderOffset() {
    return nextHeaderOffset;
  }

  /** The flow label of an IPv6 packet. */
  public int flowLabel() {
    return flowLabel;
  }

  /** Sets how the packet came here. */
  public IpPacket arrival(
      int interfaceIndex, boolean broadcast, boolean multicast, boolean checksumVerified) {
    this.interfaceIndex = interfaceIndex;
    this.broadcast = broadcast;
    this.multicast = multicast;
    this.checksumVerified = checksumVerified;
    return this;
  }

  public long sourceHigh() {
    return sourceHigh;
  }

  public long sourceLow() {
    return sourceLow;
  }

  public long destinationHigh() {
    return destinationHigh;
  }

  public long destinationLow() {
    return destinationLow;
  }

  /** Whether this is a packet of IPv4. */
  public boolean isIpv4() {
    return IpAddresses.isIpv4(destinationHigh, destinationLow);
  }

  /** The IANA number of the transport protocol. */
  public int protocol() {
    return protocol;
  }

  /** TOS or traffic class: DSCP in the upper six bits, ECN in the lower two. */
  public int trafficClass() {
    return trafficClass;
  }

  /** TTL or hop limit as received. */
  public int hopLimit() {
    return hopLimit;
  }

  /** The index of the interface that received it; 0 is the loopback. */
  public int interfaceIndex() {
    return interfaceIndex;
  }

  /** Whether the destination is a broadcast address. */
  public boolean broadcast() {
    return broadcast;
  }

  /** Whether the destination is a multicast group. */
  public boolean multicast() {
    return multicast;
  }

  /** Whether the transport checksum is known to be right: the device checked it, or we sent it. */
  public boolean checksumVerified() {
    return checksumVerified;
  }

  /**
   * Bytes of the IP header with its options. While a frame still begins with its transport header,
   * the IP header lies this far before its data.
   */
  public int headerLength() {
    return headerLength;
  }
}
