package io.ringroad.fastpath.wire;

import static io.ringroad.ffm.NativeMemory.getIntBe;
import static io.ringroad.ffm.NativeMemory.getUnsignedByte;
import static io.ringroad.ffm.NativeMemory.getUnsignedShortBe;
import static io.ringroad.ffm.NativeMemory.putByte;
import static io.ringroad.ffm.NativeMemory.putIntBe;
import static io.ringroad.ffm.NativeMemory.putShortBe;

/**
 * A look at a TCP header. RFC 9293 3.1.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-------------------------------+-------------------------------+  0
 *  |          source port          |       destination port        |
 *  +-------------------------------+-------------------------------+  4
 *  |                        sequence number                        |
 *  +---------------------------------------------------------------+  8
 *  |                     acknowledgment number                     |
 *  +-------+-------+---------------+-------------------------------+ 12
 *  | offset|  rsvd |C E U A P R S F|            window             |
 *  +-------+-------+---------------+-------------------------------+ 16
 *  |           checksum            |        urgent pointer         |
 *  +-------------------------------+-------------------------------+ 20
 *  |                       options (0 to 40 bytes)                 |
 * </pre>
 *
 * <p>Nothing is checked: the caller knows that the bytes are there. Not thread-safe.
 */
public final class TcpHeader {

  public static final int MIN_LENGTH = 20;
  public static final int MAX_LENGTH = 60;
  public static final int CHECKSUM_OFFSET = 16;

  public static final int FIN = 0x01;
  public static final int SYN = 0x02;
  public static final int RST = 0x04;
  public static final int PSH = 0x08;
  public static final int ACK = 0x10;
  public static final int URG = 0x20;
  public static final int ECE = 0x40;
  public static final int CWR = 0x80;

  private static final int DESTINATION_PORT_OFFSET = 2;
  private static final int SEQUENCE_OFFSET = 4;
  private static final int ACKNOWLEDGMENT_OFFSET = 8;
  private static final int DATA_OFFSET_OFFSET = 12;
  private static final int FLAGS_OFFSET = 13;
  private static final int WINDOW_OFFSET = 14;
  private static final int URGENT_OFFSET = 18;

  private long address;

  /** Looks at the header at {@code address}. */
  public TcpHeader wrap(long address) {
    this.address = address;
    return this;
  }

  public long address() {
    return address;
  }

  public int sourcePort() {
    return getUnsignedShortBe(address);
  }

  public int destinationPort() {
    return getUnsignedShortBe(address + DESTINATION_PORT_OFFSET);
  }

  public int sequence() {
    return getIntBe(address + SEQUENCE_OFFSET);
  }

  public int acknowledgment() {
    return getIntBe(address + ACKNOWLEDGMENT_OFFSET);
  }

  /** Header length in bytes, 0 to 60, as the segment claims it. */
  public int length() {
    return getUnsignedByte(address + DATA_OFFSET_OFFSET) >>> 4 << 2;
  }

  /** The eight control bits. */
  public int flags() {
    return getUnsignedByte(address + FLAGS_OFFSET);
  }

  /** The window field, not scaled. */
  public int window() {
    return getUnsignedShortBe(address + WINDOW_OFFSET);
  }

  public int checksum() {
    return getUnsignedShortBe(address + CHECKSUM_OFFSET);
  }

  public int urgentPointer() {
    return getUnsignedShortBe(address + URGENT_OFFSET);
  }

  /** Sets URG and the urgent pointer, after the fixed part was written. */
  public void urgent(int pointer) {
    putByte(address + FLAGS_OFFSET, (byte) (flags() | URG));
    putShortBe(address + URGENT_OFFSET, (short) pointer);
  }

  /** The address of the first option byte. */
  public long options() {
    return address + MIN_LENGTH;
  }

  /**
   * Writes the fixed part; checksum and urgent pointer become zero.
   *
   * @param lengthBytes of the header with options, a multiple of four, 20 to 60
   * @param window the field's value, already scaled, 0 to 65535
   */
  public void write(
      int sourcePort,
      int destinationPort,
      int sequence,
      int acknowledgment,
      int lengthBytes,
      int flags,
      int window) {
    putShortBe(address, (short) sourcePort);
    putShortBe(address + DESTINATION_PORT_OFFSET, (short) destinationPort);
    putIntBe(address + SEQUENCE_OFFSET, sequence);
    putIntBe(address + ACKNOWLEDGMENT_OFFSET, acknowledgment);
    putByte(address + DATA_OFFSET_OFFSET, (byte) (lengthBytes >>> 2 << 4));
    putByte(address + FLAGS_OFFSET, (byte) flags);
    putShortBe(address + WINDOW_OFFSET, (short) window);
    putIntBe(address + CHECKSUM_OFFSET, 0);
  }
}
