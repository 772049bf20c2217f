package io.ringroad.shim.local;

/**
 * What a message costs its sender's send buffer. Programs see it (SIOCOUTQ, how many sends fit), so
 * it is what Linux charges: a buffer of a power of two for what is held in one piece and its
 * bookkeeping, and whole pages for the rest.
 */
final class MessageCharge {
  /** What a datagram needs of the send buffer besides its bytes to be allowed at all. */
  static final int DATAGRAM_RESERVE_BYTES = 32;

  private static final int PAGE_BYTES = 4_096;
  private static final int SHARED_INFO_BYTES = 320;
  private static final int HEADER_BYTES = 256;
  private static final int MIN_BUFFER_BYTES = 512;
  private static final int ALIGN_MASK = 63;
  private static final int STREAM_HEAD_BYTES = PAGE_BYTES - SHARED_INFO_BYTES;
  private static final int STREAM_PAGES_BYTES = 32_768;
  private static final int STREAM_SPARE_BYTES = 64;
  private static final int DATAGRAM_HEAD_BYTES = 4 * PAGE_BYTES - SHARED_INFO_BYTES;
  private static final int DATAGRAM_PAGES_BYTES = 17 * PAGE_BYTES;

  private MessageCharge() {}

  /** How much of {@code length} bytes one message of a stream takes. */
  static int streamPiece(int length, int sendBufferBytes) {
    int half = Math.max(1, (sendBufferBytes >> 1) - STREAM_SPARE_BYTES);
    return Math.min(length, Math.min(half, STREAM_HEAD_BYTES + STREAM_PAGES_BYTES));
  }

  /** The charge for a piece of a stream. */
  static int ofStream(int length) {
    int paged = Math.min(length, pages(Math.max(0, length - STREAM_HEAD_BYTES)));
    return of(length - paged, paged);
  }

  /** The charge for a datagram. */
  static int ofDatagram(int length) {
    int beyond = Math.max(0, length - DATAGRAM_HEAD_BYTES);
    int paged = pages(Math.min(beyond, DATAGRAM_PAGES_BYTES));
    return of(length - paged, paged);
  }

  private static int of(int linear, int paged) {
    int needed = (linear + ALIGN_MASK & ~ALIGN_MASK) + SHARED_INFO_BYTES;
    int buffer = Math.max(MIN_BUFFER_BYTES, Integer.highestOneBit(needed - 1) << 1);
    return buffer + HEADER_BYTES + pages(paged);
  }

  private static int pages(int length) {
    return (length + PAGE_BYTES - 1) & -PAGE_BYTES;
  }
}
