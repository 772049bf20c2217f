package io.ringroad.shim.script;

/** The flags of a TCP header as packetdrill writes them: F S R P . U E W A. */
final class TcpFlags {
  static final int FIN = 1;
  static final int SYN = 2;
  static final int RST = 4;
  static final int PSH = 8;
  static final int ACK = 16;
  static final int URG = 32;
  static final int ECE = 64;
  static final int CWR = 128;
  static final int AE = 256;

  /** The letter of each bit, from the lowest. */
  private static final String LETTERS = "FSRP.UEWA";

  private TcpFlags() {}

  /** The bit of a letter, 0 if it is none. */
  static int of(char letter) {
    int index = LETTERS.indexOf(letter);
    return index < 0 ? 0 : 1 << index;
  }

  /** The bits of a word of letters, -1 if it is none. */
  static int of(String word) {
    int flags = 0;
    for (char letter : word.toCharArray()) {
      if (of(letter) == 0) {
        return -1;
      }
      flags |= of(letter);
    }
    return flags;
  }

  static String format(int flags) {
    StringBuilder text = new StringBuilder();
    for (char letter : "SFRPUEWA.".toCharArray()) {
      if ((flags & of(letter)) != 0) {
        text.append(letter);
      }
    }
    return text.isEmpty() ? "-" : text.toString();
  }
}
