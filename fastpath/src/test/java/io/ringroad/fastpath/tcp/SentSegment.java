package io.ringroad.fastpath.tcp;

import io.ringroad.fastpath.wire.TcpHeader;
import io.ringroad.fastpath.wire.TcpOptions;
import io.ringroad.ffm.NativeMemory;

/** A segment that a stack sent, taken apart for a test. */
public record SentSegment(
    int sourcePort,
    int destinationPort,
    int seq,
    int ack,
    String flags,
    int window,
    byte[] data,
    TcpOptions options,
    int urgentPointer) {

  static final String FLAG_LETTERS = "FSRPAUEW";

  static SentSegment of(long address, int length) {
    TcpHeader header = new TcpHeader().wrap(address);
    TcpOptions options = new TcpOptions();
    options.parse(header.options(), header.length() - TcpHeader.MIN_LENGTH);
    byte[] data = new byte[length - header.length()];
    NativeMemory.copyTo(address + header.length(), data, 0, data.length);
    return new SentSegment(
        header.sourcePort(),
        header.destinationPort(),
        header.sequence(),
        header.acknowledgment(),
        letters(header.flags()),
        header.window(),
        data,
        options,
        header.urgentPointer());
  }

  static String letters(int flags) {
    StringBuilder text = new StringBuilder();
    for (int bit = 0; bit < 8; bit++) {
      if ((flags & 1 << bit) != 0) {
        text.append(FLAG_LETTERS.charAt(bit));
      }
    }
    return text.toString();
  }

  static int bits(String letters) {
    int flags = 0;
    for (int i = 0; i < letters.length(); i++) {
      flags |= 1 << FLAG_LETTERS.indexOf(letters.charAt(i));
    }
    return flags;
  }

  @Override
  public String toString() {
    return flags + " seq " + seq + " ack " + ack + " win " + window + " data " + data.length;
  }
}
