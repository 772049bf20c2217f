package io.ringroad.shim.script;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Cuts fragments out of whole packets, and knows them when it sees them. */
final class Fragments {
  private static final int ETHERNET_BYTES = 14;
  private static final int IPV4_FRAGMENT_OFFSET = 6;
  private static final int FRAGMENT_HEADER = 44;
  private static final int FRAGMENT_HEADER_BYTES = 8;
  private static final int MORE_FRAGMENTS = 0x2000;

  private Fragments() {}

  /** The frame of one fragment of a frame. */
  static byte[] cut(byte[] whole, PacketSpec.Fragment fragment, IpVersion ip) {
    int start = ETHERNET_BYTES + ip.headerBytes();
    byte[] part = Arrays.copyOfRange(whole, start + fragment.from(), start + fragment.to());
    int inserted = ip.wireOf6() ? FRAGMENT_HEADER_BYTES : 0;
    ByteBuffer out = ByteBuffer.allocate(start + inserted + part.length);
    out.put(whole, 0, start);
    if (ip.wireOf6()) {
      out.put(whole[ETHERNET_BYTES + 6]).put((byte) 0);
      out.putShort((short) (fragment.from() | (fragment.more() ? 1 : 0))).putInt(fragment.id());
      out.putShort(ETHERNET_BYTES + 4, (short) (inserted + part.length));
      out.put(ETHERNET_BYTES + 6, (byte) FRAGMENT_HEADER);
    } else {
      int field = fragment.from() / 8 | (fragment.more() ? MORE_FRAGMENTS : 0);
      out.putShort(ETHERNET_BYTES + 2, (short) (ip.headerBytes() + part.length));
      out.putShort(ETHERNET_BYTES + 4, (short) fragment.id());
      out.putShort(ETHERNET_BYTES + IPV4_FRAGMENT_OFFSET, (short) field);
      out.putShort(ETHERNET_BYTES + 10, (short) 0);
      int sum = Checksum.of(out.array(), ETHERNET_BYTES, ip.headerBytes());
      out.putShort(ETHERNET_BYTES + 10, (short) sum);
    }
    return out.put(part).array();
  }

  /** The fragment that a frame is, null if it is a whole packet. */
  static PacketSpec.Fragment of(byte[] frame, IpVersion ip) {
    ByteBuffer in = ByteBuffer.wrap(frame);
    if (ip.wireOf6()) {
      if (in.get(ETHERNET_BYTES + 6) != FRAGMENT_HEADER) {
        return null;
      }
      int header = ETHERNET_BYTES + ip.headerBytes();
      int field = in.getShort(header + 2) & 0xffff;
      int length = (in.getShort(ETHERNET_BYTES + 4) & 0xffff) - FRAGMENT_HEADER_BYTES;
      int from = field & 0xfff8;
      return new PacketSpec.Fragment(
          null, from, from + length, in.getInt(header + 4), (field & 1) != 0);
    }
    int field = in.getShort(ETHERNET_BYTES + IPV4_FRAGMENT_OFFSET) & 0x3fff;
    if (field == 0) {
      return null;
    }
    int from = 8 * (field & 0x1fff);
    int header = 4 * (in.get(ETHERNET_BYTES) & 0xf);
    int length = (in.getShort(ETHERNET_BYTES + 2) & 0xffff) - header;
    int id = in.getShort(ETHERNET_BYTES + 4) & 0xffff;
    boolean more = (field & MORE_FRAGMENTS) != 0;
    return new PacketSpec.Fragment(null, from, from + length, id, more);
  }
}
