package io.ringroad.shim.script;

import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** An option of a TCP header, in the numbers of the script. */
sealed interface TcpOption {
  /** A half-open range of sequence numbers. */
  record Block(long left, long right) {}

  record Eol() implements TcpOption {
    @Override
    public String toString() {
      return "eol";
    }
  }

  record Nop() implements TcpOption {
    @Override
    public String toString() {
      return "nop";
    }
  }

  /** RFC 9293 3.7.1. */
  record Mss(int bytes) implements TcpOption {
    @Override
    public String toString() {
      return "mss " + bytes;
    }
  }

  /**
   * RFC 7323 2.2.
   *
   * @param shift -1 if any will do
   */
  record WindowScale(int shift) implements TcpOption {
    @Override
    public String toString() {
      return "wscale " + (shift < 0 ? "..." : shift);
    }
  }

  record SackPermitted() implements TcpOption {
    @Override
    public String toString() {
      return "sackOK";
    }
  }

  record Sack(List<Block> blocks) implements TcpOption {
    @Override
    public String toString() {
      return blocks.stream()
          .map(block -> block.left + ":" + block.right)
          .collect(Collectors.joining(" ", "sack ", ""));
    }
  }

  record Timestamps(long value, long echo) implements TcpOption {
    @Override
    public String toString() {
      return "TS val " + value + " ecr " + echo;
    }
  }

  /** RFC 7413: by its own kind, or by the experimental one. */
  record FastOpen(boolean experimental, String cookie) implements TcpOption {
    @Override
    public String toString() {
      return ((experimental ? "FOEXP " : "FO ") + cookie).strip();
    }
  }

  /**
   * Any other.
   *
   * @param length what its length byte says, which can be wrong; -1 if it says nothing wrong
   */
  record Other(int kind, int length, String hex) implements TcpOption {
    byte[] content() {
      return HexFormat.of().parseHex(hex);
    }

    @Override
    public String toString() {
      return "kind "
          + kind
          + (length < 0 ? "" : " len " + length)
          + (hex.isEmpty() ? "" : " 0x" + hex);
    }
  }
}
