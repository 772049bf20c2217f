package io.ringroad.fastpath.dhcp;

import java.nio.ByteBuffer;

/**
 * Who a client is to servers.
 *
 * @param mac the device's Ethernet address
 * @param interfaceIndex the device's number, which tells several leases of a host apart
 */
public record DhcpIdentity(long mac, int interfaceIndex) {
  private static final int NODE_SPECIFIC = 255;
  private static final int DUID_OF_LINK_LAYER = 3;
  private static final int ETHERNET = 1;
  private static final int IDENTIFIER_BYTES = 15;

  /** RFC 4361 6.1: an identity association and a DUID, here one of the link-layer address. */
  byte[] clientIdentifier() {
    return ByteBuffer.allocate(IDENTIFIER_BYTES)
        .put((byte) NODE_SPECIFIC)
        .putInt(interfaceIndex)
        .putShort((short) DUID_OF_LINK_LAYER)
        .putShort((short) ETHERNET)
        .putShort((short) (mac >>> 32))
        .putInt((int) mac)
        .array();
  }
}
