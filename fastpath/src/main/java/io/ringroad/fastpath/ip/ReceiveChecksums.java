package io.ringroad.fastpath.ip;

import io.ringroad.fastpath.wire.Checksum;
import io.ringroad.pmd.Frame;

/** Verifies the checksum that TCP and UDP lay over their data and a pseudo-header. */
public final class ReceiveChecksums {
  private ReceiveChecksums() {}

  /**
   * Whether the transport checksum is right. What the device said is trusted where it said "good";
   * everything else is computed here.
   *
   * @param frame whose data begins at the transport header
   */
  public static boolean valid(Frame frame, IpPacket packet) {
    if (packet.checksumVerified()) {
      return true;
    }
    int length = frame.packetLength();
    long sum =
        Checksum.pseudoHeader(
            packet.sourceHigh(),
            packet.sourceLow(),
            packet.destinationHigh(),
            packet.destinationLow(),
            packet.protocol(),
            length);
    return Checksum.finish(PacketChecksum.add(sum, frame)) == 0;
  }
}
