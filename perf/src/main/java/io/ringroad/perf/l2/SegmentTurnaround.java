package io.ringroad.perf.l2;

import io.ringroad.fastpath.wire.Checksum;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.fastpath.wire.TcpHeader;
import io.ringroad.ffm.NativeMemory;

/**
 * Makes the answer to a TCP segment out of the segment itself, without a connection: what a peer on
 * a link that loses nothing takes for an echo server. Used by one thread.
 */
final class SegmentTurnaround {
  /** Flags that take a sequence number each (RFC 9293 3.4). */
  private static final int SYN_FIN = TcpHeader.SYN | TcpHeader.FIN;

  private static final int SEQUENCE = 4;
  private static final int ACKNOWLEDGMENT = 8;
  private static final int FLAGS = 13;
  private static final int INITIAL_SEQUENCE = 1;
  private static final int NO_OPERATION = 1;
  private static final int TIMESTAMPS = 8;
  private static final int TIMESTAMP_VALUE = 2;
  private static final int TIMESTAMP_ECHO = 6;

  private final TcpHeader tcp = new TcpHeader();

  /**
   * Turns a segment, whose ports and addresses have been exchanged already.
   *
   * @param address of the TCP header
   * @param length of header and payload, at least {@link TcpHeader#MIN_LENGTH}
   * @param addressSum the checksum under way of both IP addresses, of either family
   * @return false if nothing is to be answered: a reset, or an acknowledgment alone
   */
  boolean turn(long address, int length, long addressSum) {
    tcp.wrap(address);
    int flags = tcp.flags();
    int sequenceBytes = length - tcp.length() + Integer.bitCount(flags & SYN_FIN);
    if ((flags & TcpHeader.RST) != 0 || sequenceBytes == 0) {
      return false;
    }
    int next = tcp.sequence() + sequenceBytes;
    boolean opens = (flags & TcpHeader.SYN) != 0;
    NativeMemory.putIntBe(address + SEQUENCE, opens ? INITIAL_SEQUENCE : tcp.acknowledgment());
    NativeMemory.putIntBe(address + ACKNOWLEDGMENT, next);
    NativeMemory.putByte(address + FLAGS, (byte) (flags | TcpHeader.ACK));
    exchangeTimestamps(tcp.options(), address + tcp.length());
    finish(address, length, addressSum);
    return true;
  }

  /** The peer's own last value comes back to it, as RFC 7323 4.1 wants. */
  private static void exchangeTimestamps(long options, long end) {
    long at = options;
    while (at < end) {
      int kind = NativeMemory.getByte(at);
      if (kind == TIMESTAMPS) {
        int value = NativeMemory.getInt(at + TIMESTAMP_VALUE);
        NativeMemory.putInt(at + TIMESTAMP_VALUE, NativeMemory.getInt(at + TIMESTAMP_ECHO));
        NativeMemory.putInt(at + TIMESTAMP_ECHO, value);
        return;
      }
      at += kind <= NO_OPERATION ? 1 : Math.max(2, NativeMemory.getByte(at + 1));
    }
  }

  private static void finish(long address, int length, long addressSum) {
    NativeMemory.putShort(address + TcpHeader.CHECKSUM_OFFSET, (short) 0);
    long sum = Checksum.addShort(Checksum.addShort(addressSum, IpProtocols.TCP), length);
    int checksum = Checksum.finish(Checksum.add(sum, address, length));
    NativeMemory.putShortBe(address + TcpHeader.CHECKSUM_OFFSET, (short) checksum);
  }
}
