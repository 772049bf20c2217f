package io.ringroad.fastpath.wire;

import static io.ringroad.ffm.NativeMemory.getIntBe;
import static io.ringroad.ffm.NativeMemory.getUnsignedByte;
import static io.ringroad.ffm.NativeMemory.getUnsignedShortBe;
import static io.ringroad.ffm.NativeMemory.putByte;
import static io.ringroad.ffm.NativeMemory.putIntBe;
import static io.ringroad.ffm.NativeMemory.putShortBe;

/**
 * The options of one received segment, and the writing of options. RFC 9293 3.2, RFC 7323, RFC
 * 2018. Parsing survives anything: what is unknown is skipped, and a broken length ends it (RFC
 * 9293 3.2: illegal option lengths must be handled). Reused for each segment; not thread-safe.
 */
public final class TcpOptions {

  public static final int MSS_BYTES = 4;

  /** What a peer takes that sent no MSS option (IPv4). RFC 9293 3.7.1. */
  public static final int DEFAULT_MSS = 536;

  /** As {@link #DEFAULT_MSS}, of IPv6, whose packets may have 1280 bytes everywhere. */
  public static final int DEFAULT_MSS_IPV6 = 1220;

  public static final int TIMESTAMPS_BYTES = 12;
  public static final int WINDOW_SCALE_BYTES = 4;
  public static final int SACK_PERMITTED_BYTES = 4;

  /** Room that options have: a header is at most 60 bytes long. RFC 9293 3.1. */
  public static final int MAX_BYTES = 40;

  /** SACK blocks are preceded by two NOPs, their kind and their length. */
  public static final int SACK_PREFIX_BYTES = 4;

  public static final int SACK_BLOCK_BYTES = 8;

  /** RFC 7323 2.3: a shift above 14 is used as 14. */
  public static final int MAX_WINDOW_SCALE = 14;

  private static final int END = 0;
  private static final int NOP = 1;
  private static final int MSS = 2;
  private static final int WINDOW_SCALE = 3;
  private static final int SACK_PERMITTED = 4;
  private static final int SACK = 5;
  private static final int TIMESTAMPS = 8;
  private static final int FAST_OPEN = 34;
  private static final int FAST_OPEN_PREFIX_BYTES = 2;

  /** NOP NOP TIMESTAMPS 10, the layout of RFC 7323 appendix A. */
  private static final int ALIGNED_TIMESTAMPS = 0x0101080a;

  /** What fits into {@link #MAX_BYTES}. RFC 2018 3. */
  public static final int MAX_SACK_BLOCKS = 4;

  private static final int SACK_PERMITTED_LENGTH = 2;

  private final int[] sackEdges = new int[2 * MAX_SACK_BLOCKS];
  private int mss;
  private int windowScale;
  private boolean sackPermitted;
  private int sackBlocks;
  private boolean timestamps;
  private int timestampValue;
  private int timestampEcho;
  private int fastOpenLength;
  private long fastOpenFirst;
  private long fastOpenSecond;

  /** Reads {@code lengthBytes} bytes of options at {@code address}. */
  public void parse(long address, int lengthBytes) {
    clear();
    if (lengthBytes == TIMESTAMPS_BYTES && getIntBe(address) == ALIGNED_TIMESTAMPS) {
      readTimestamps(address + 2);
      return;
    }
    long at = address;
    long end = address + lengthBytes;
    while (at < end) {
      int kind = getUnsignedByte(at);
      if (kind == END) {
        return;
      }
      if (kind == NOP) {
        at++;
        continue;
      }
      int length = at + 1 < end ? getUnsignedByte(at + 1) : 0;
      if (length < 2 || at + length > end) {
        return;
      }
      read(kind, at, length);
      at += length;
    }
  }

  private void clear() {
    mss = 0;
    windowScale = -1;
    sackPermitted = false;
    sackBlocks = 0;
    timestamps = false;
    timestampValue = 0;
    timestampEcho = 0;
    fastOpenLength = -1;
  }

  private void read(int kind, long at, int length) {
    switch (kind) {
      case MSS -> {
        if (length == 4) {
          mss = getUnsignedShortBe(at + 2);
        }
      }
      case WINDOW_SCALE -> {
        if (length == 3) {
          windowScale = Math.min(getUnsignedByte(at + 2), MAX_WINDOW_SCALE);
        }
      }
      case SACK_PERMITTED -> sackPermitted |= length == 2;
      case SACK -> readSack(at, length);
      case FAST_OPEN -> readFastOpen(at, length);
      case TIMESTAMPS -> {
        if (length == 10) {
          readTimestamps(at);
        }
      }
      default -> {
        // RFC 9293 3.2: an option that is not understood is ignored.
      }
    }
  }

  private void readTimestamps(long at) {
    timestamps = true;
    timestampValue = getIntBe(at + 2);
    timestampEcho = getIntBe(at + 6);
  }

  private void readSack(long at, int length) {
    if (length < 2 + SACK_BLOCK_BYTES || (length - 2) % SACK_BLOCK_BYTES != 0) {
      return;
    }
    sackBlocks = Math.min((length - 2) / SACK_BLOCK_BYTES, MAX_SACK_BLOCKS);
    for (int i = 0; i < 2 * sackBlocks; i++) {
      sackEdges[i] = getIntBe(at + 2 + 4L * i);
    }
  }

  /** RFC 7413 4.1.1; a cookie that can't be one is as none. */
  private void readFastOpen(long at, int length) {
    int cookieLength = length - FAST_OPEN_PREFIX_BYTES;
    if (cookieLength != 0 && !FastOpenCookie.isValidLength(cookieLength)) {
      return;
    }
    fastOpenLength = cookieLength;
    fastOpenFirst = 0;
    fastOpenSecond = 0;
    for (int i = 0; i < cookieLength; i++) {
      long value = (long) getUnsignedByte(at + FAST_OPEN_PREFIX_BYTES + i) << 56 - 8 * (i & 7);
      if (i < Long.BYTES) {
        fastOpenFirst |= value;
      } else {
        fastOpenSecond |= value;
      }
    }
  }

  /** Bytes of the Fast Open cookie, 0 for a request, -1 without the option. RFC 7413 4.1.1. */
  public int fastOpenLength() {
    return fastOpenLength;
  }

  /** The Fast Open cookie or request; there must be one. */
  public FastOpenCookie fastOpenCookie() {
    return new FastOpenCookie(fastOpenLength, fastOpenFirst, fastOpenSecond);
  }

  /** Whether the option holds this cookie. */
  public boolean hasFastOpenCookie(FastOpenCookie cookie) {
    return fastOpenLength == cookie.length()
        && fastOpenFirst == cookie.first()
        && fastOpenSecond == cookie.second();
  }

  /** What {@link #writeFastOpen} will write, bytes. */
  public static int fastOpenBytes(FastOpenCookie cookie) {
    return FAST_OPEN_PREFIX_BYTES + cookie.length() + 3 & ~3;
  }

  /**
   * Writes the option Fast Open, and NOPs up to a multiple of four bytes.
   *
   * @return {@link #fastOpenBytes}
   */
  public static int writeFastOpen(long address, FastOpenCookie cookie) {
    int length = FAST_OPEN_PREFIX_BYTES + cookie.length();
    putByte(address, (byte) FAST_OPEN);
    putByte(address + 1, (byte) length);
    for (int i = 0; i < cookie.length(); i++) {
      putByte(address + FAST_OPEN_PREFIX_BYTES + i, (byte) cookie.byteAt(i));
    }
    int padded = fastOpenBytes(cookie);
    for (int i = length; i < padded; i++) {
      putByte(address + i, (byte) NOP);
    }
    return padded;
  }

  /** The peer's maximum segment size, 0 if it sent none. */
  public int mss() {
    return mss;
  }

  /** The window shift count 0 to 14, -1 if there was no such option. */
  public int windowScale() {
    return windowScale;
  }

  public boolean sackPermitted() {
    return sackPermitted;
  }

  /** How many SACK blocks there are, 0 to 4. */
  public int sackBlocks() {
    return sackBlocks;
  }

  /** The first sequence number of block {@code index}. */
  public int sackLeft(int index) {
    return sackEdges[2 * index];
  }

  /** The sequence number after the last of block {@code index}. */
  public int sackRight(int index) {
    return sackEdges[2 * index + 1];
  }

  public boolean hasTimestamps() {
    return timestamps;
  }

  /** TSval; 0 without the option. */
  public int timestampValue() {
    return timestampValue;
  }

  /** TSecr; 0 without the option. */
  public int timestampEcho() {
    return timestampEcho;
  }

  /**
   * Writes the option Maximum Segment Size.
   *
   * @return {@link #MSS_BYTES}
   */
  public static int writeMss(long address, int mss) {
    putIntBe(address, MSS << 24 | MSS_BYTES << 16 | mss);
    return MSS_BYTES;
  }

  /**
   * Writes NOP and the option Window Scale.
   *
   * @return {@link #WINDOW_SCALE_BYTES}
   */
  public static int writeWindowScale(long address, int shift) {
    putIntBe(address, NOP << 24 | WINDOW_SCALE << 16 | 3 << 8 | shift);
    return WINDOW_SCALE_BYTES;
  }

  /**
   * Writes two NOPs and the option Timestamps.
   *
   * @return {@link #TIMESTAMPS_BYTES}
   */
  public static int writeTimestamps(long address, int value, int echo) {
    putIntBe(address, ALIGNED_TIMESTAMPS);
    putIntBe(address + 4, value);
    putIntBe(address + 8, echo);
    return TIMESTAMPS_BYTES;
  }

  /**
   * Writes two NOPs and the option SACK Permitted.
   *
   * @return {@link #SACK_PERMITTED_BYTES}
   */
  public static int writeSackPermitted(long address) {
    putIntBe(address, NOP << 24 | NOP << 16 | SACK_PERMITTED << 8 | SACK_PERMITTED_LENGTH);
    return SACK_PERMITTED_BYTES;
  }

  /**
   * Writes the options SACK Permitted and Timestamps, which together need no padding.
   *
   * @return {@link #TIMESTAMPS_BYTES}
   */
  public static int writeSackPermittedAndTimestamps(long address, int value, int echo) {
    writeTimestamps(address, value, echo);
    putShortBe(address, (short) (SACK_PERMITTED << 8 | SACK_PERMITTED_LENGTH));
    return TIMESTAMPS_BYTES;
  }

  /**
   * Writes two NOPs, and kind and length of the option SACK, whose {@code blocks} blocks are to
   * follow by {@link #writeSackBlock}. RFC 2018 3.
   *
   * @return {@link #SACK_PREFIX_BYTES}
   */
  public static int writeSackPrefix(long address, int blocks) {
    putIntBe(address, NOP << 24 | NOP << 16 | SACK << 8 | 2 + SACK_BLOCK_BYTES * blocks);
    return SACK_PREFIX_BYTES;
  }

  /**
   * Writes one block: the sequence numbers from {@code left} to the one before {@code right}.
   *
   * @return {@link #SACK_BLOCK_BYTES}
   */
  public static int writeSackBlock(long address, int left, int right) {
    putIntBe(address, left);
    putIntBe(address + 4, right);
    return SACK_BLOCK_BYTES;
  }
}
