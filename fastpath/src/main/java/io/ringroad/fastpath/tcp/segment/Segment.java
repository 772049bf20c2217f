package io.ringroad.fastpath.tcp.segment;

import io.ringroad.fastpath.ip.IpPacket;
import io.ringroad.fastpath.wire.Checksum;
import io.ringroad.fastpath.wire.EcnCodepoint;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.fastpath.wire.TcpHeader;
import io.ringroad.fastpath.wire.TcpOptions;
import io.ringroad.pmd.Frame;

/**
 * The received segment in hand: the RFC's SEG variables, its options and its frame, whose data is
 * the payload once {@link #parse} said yes. One object a lane, overwritten by the next segment.
 */
public final class Segment {

  public final TcpOptions options = new TcpOptions();
  private final TcpHeader header = new TcpHeader();
  private Frame frame;
  private IpPacket packet;
  private boolean frameTaken;

  /** SEG.SEQ, moved forward when the payload's front is trimmed. */
  public int seq;

  /** SEG.ACK. */
  public int ack;

  /** SEG.WND as it stands in the header, not scaled. */
  public int wnd;

  /** SEG.UP: the urgent pointer, as it stands in the header. */
  public int urgentPointer;

  /** The control bits, {@link TcpHeader#FIN} and its like. */
  public int flags;

  /** The ECN codepoint of the IP header. RFC 3168 5. */
  public int ecn;

  public int sourcePort;
  public int destinationPort;

  /** Why {@link #parse} said no. */
  public enum Defect {
    NONE,
    MALFORMED,
    BAD_CHECKSUM
  }

  /** Reads a segment whose header is at the frame's data, and trims the frame to its payload. */
  public Defect parse(Frame frame, IpPacket packet) {
    this.frame = frame;
    this.packet = packet;
    frameTaken = false;
    int length = frame.length();
    if (length < TcpHeader.MIN_LENGTH) {
      return Defect.MALFORMED;
    }
    header.wrap(frame.data());
    int headerLength = header.length();
    if (headerLength < TcpHeader.MIN_LENGTH || headerLength > length) {
      return Defect.MALFORMED;
    }
    if (!packet.checksumVerified() && !checksumHolds(length)) {
      return Defect.BAD_CHECKSUM;
    }
    seq = header.sequence();
    ack = header.acknowledgment();
    wnd = header.window();
    flags = header.flags();
    urgentPointer = header.urgentPointer();
    ecn = EcnCodepoint.of(packet.trafficClass());
    sourcePort = header.sourcePort();
    destinationPort = header.destinationPort();
    options.parse(header.options(), headerLength - TcpHeader.MIN_LENGTH);
    frame.trimFront(headerLength);
    return Defect.NONE;
  }

  private boolean checksumHolds(int length) {
    // RFC 9293 3.1: the pseudo-header is part of the sum.
    long sum =
        Checksum.pseudoHeader(
            packet.sourceHigh(),
            packet.sourceLow(),
            packet.destinationHigh(),
            packet.destinationLow(),
            IpProtocols.TCP,
            length);
    return Checksum.finish(Checksum.add(sum, header.address(), length)) == 0;
  }

  public IpPacket packet() {
    return packet;
  }

  public boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /** Payload bytes that are left. */
  public int textLength() {
    return frame.length();
  }

  /** SEG.LEN: the sequence numbers that the segment occupies. RFC 9293 3.4. */
  public int length() {
    return frame.length() + (has(TcpHeader.SYN) ? 1 : 0) + (has(TcpHeader.FIN) ? 1 : 0);
  }

  /** The sequence number after the segment's last. */
  public int end() {
    return seq + length();
  }

  /** Cuts payload that was received before. */
  public void trimFront(int bytes) {
    frame.trimFront(bytes);
    seq += bytes;
  }

  /** Cuts payload beyond the window, and the FIN behind it. */
  public void trimEnd(int bytes) {
    frame.trimTo(frame.length() - bytes);
    flags &= ~TcpHeader.FIN;
  }

  /** The address of the first payload byte. */
  public long payload() {
    return frame.data();
  }

  /** Someone else owns the frame now. */
  public long takeFrame() {
    frameTaken = true;
    return frame.address();
  }

  /** Nobody has taken it after all. */
  public void giveBackFrame() {
    frameTaken = false;
  }

  public boolean frameTaken() {
    return frameTaken;
  }
}
