package io.ringroad.fastpath.ip;

import io.ringroad.fastpath.wire.Checksum;
import io.ringroad.ffm.NativeMemory;
import io.ringroad.ffm.dpdk.MbufLayout;
import io.ringroad.pmd.Frame;

/** The Internet checksum (RFC 1071) over all segments of a packet. */
public final class PacketChecksum {
  private PacketChecksum() {}

  /** The checksum of the frame's data, 0 to 65535; 0 if a checksum in it is right. */
  public static int of(Frame frame) {
    return Checksum.finish(add(0, frame));
  }

  /** Adds the frame's data to a sum. */
  public static long add(long sum, Frame frame) {
    long total = Checksum.add(sum, frame.data(), frame.length());
    return frame.segmentCount() == 1 ? total : addRest(total, frame);
  }

  private static long addRest(long first, Frame frame) {
    long total = first;
    int offset = frame.length();
    long segment = NativeMemory.getLong(frame.address() + MbufLayout.NEXT);
    for (; segment != 0; segment = NativeMemory.getLong(segment + MbufLayout.NEXT)) {
      int length = NativeMemory.getUnsignedShort(segment + MbufLayout.DATA_LEN);
      long data =
          NativeMemory.getLong(segment + MbufLayout.BUF_ADDR)
              + NativeMemory.getUnsignedShort(segment + MbufLayout.DATA_OFF);
      int part = Checksum.fold(Checksum.add(0, data, length));
      // RFC 1071 2 (B): what begins at an odd byte counts with its bytes exchanged.
      boolean odd = (offset & 1) != 0;
      total = Checksum.addShort(total, odd ? Short.reverseBytes((short) part) & 0xFFFF : part);
      offset += length;
    }
    return total;
  }
}
