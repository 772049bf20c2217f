package io.ringroad.shim.script;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** What the runner knows of Neighbour Discovery (RFC 4861): to answer for everybody else. */
final class NeighborDiscovery {
  private static final int ETHERNET_BYTES = 14;
  private static final int IPV6_BYTES = 40;
  private static final int ICMPV6_OFFSET = ETHERNET_BYTES + IPV6_BYTES;
  private static final int ADDRESS_BYTES = 16;
  private static final int SOURCE_OFFSET = ETHERNET_BYTES + 8;
  private static final int TARGET_OFFSET = ICMPV6_OFFSET + 8;
  private static final int ADVERTISEMENT_BYTES = 32;
  private static final int ICMPV6 = 58;
  private static final int FIRST_OF_MLD = 130;
  private static final int SOLICITATION = 135;
  private static final int ADVERTISEMENT = 136;
  private static final int REDIRECT = 137;
  private static final int MLD2_REPORT = 143;
  private static final int SOLICITED_OVERRIDE = 0x6000_0000;

  private NeighborDiscovery() {}

  /** Whether a frame is what every host of IPv6 sends by itself: Neighbour Discovery or MLD. */
  static boolean isHousekeeping(byte[] frame) {
    if (frame.length <= ICMPV6_OFFSET || IpVersion.onWire(frame) != IpVersion.IPV6) {
      return false;
    }
    boolean optioned = frame[ETHERNET_BYTES + 6] == 0; // MLD has a router alert before it
    int type = optioned ? MLD2_REPORT : frame[ICMPV6_OFFSET] & 0xff;
    return optioned
        || frame[ETHERNET_BYTES + 6] == ICMPV6
            && (type >= FIRST_OF_MLD && type <= REDIRECT || type == MLD2_REPORT);
  }

  /** The gateway's answer to a solicitation of anybody but the engine; null if it asks nobody. */
  static byte[] advertisement(byte[] frame) {
    byte[] asker = Arrays.copyOfRange(frame, SOURCE_OFFSET, SOURCE_OFFSET + ADDRESS_BYTES);
    boolean detects = Arrays.equals(asker, new byte[ADDRESS_BYTES]);
    if ((frame[ICMPV6_OFFSET] & 0xff) != SOLICITATION || detects) {
      return null;
    }
    byte[] target = Arrays.copyOfRange(frame, TARGET_OFFSET, TARGET_OFFSET + ADDRESS_BYTES);
    ByteBuffer out = ByteBuffer.allocate(ICMPV6_OFFSET + ADVERTISEMENT_BYTES);
    mac(out, Endpoints.LOCAL_MAC);
    mac(out, Endpoints.GATEWAY_MAC);
    out.putShort(IpVersion.IPV6.etherType());
    out.putInt(6 << 28).putShort((short) ADVERTISEMENT_BYTES).put((byte) ICMPV6).put((byte) 255);
    out.put(target).put(asker);
    out.put((byte) ADVERTISEMENT).put((byte) 0).putShort((short) 0).putInt(SOLICITED_OVERRIDE);
    out.put(target).put((byte) 2).put((byte) 1);
    mac(out, Endpoints.GATEWAY_MAC);
    byte[] made = out.array();
    int sum =
        Checksum.ofTransport(made, ETHERNET_BYTES, ICMPV6, ICMPV6_OFFSET, ADVERTISEMENT_BYTES);
    out.putShort(ICMPV6_OFFSET + 2, (short) sum);
    return made;
  }

  private static void mac(ByteBuffer out, long address) {
    out.putShort((short) (address >> 32)).putInt((int) address);
  }
}
