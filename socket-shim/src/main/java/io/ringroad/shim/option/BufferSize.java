package io.ringroad.shim.option;

/**
 * Sizes of socket buffers as Linux keeps them: what is set is cut to a maximum, doubled for the
 * kernel's own use, and raised to a floor (socket(7)).
 */
final class BufferSize {
  /** wmem_max and rmem_max. */
  static final int MAX_BYTES = 4 * 1024 * 1024;

  /** SOCK_MIN_SNDBUF. */
  static final int SEND_FLOOR_BYTES = 4_608;

  /** SOCK_MIN_RCVBUF. */
  static final int RECEIVE_FLOOR_BYTES = 2_304;

  private BufferSize() {}

  static int send(int asked) {
    return doubled(asked, SEND_FLOOR_BYTES);
  }

  static int receive(int asked) {
    return doubled(asked, RECEIVE_FLOOR_BYTES);
  }

  /** The kernel compares unsigned: a negative size is a huge one. */
  private static int doubled(int asked, int floor) {
    int cut = (int) Math.min(Integer.toUnsignedLong(asked), MAX_BYTES);
    return Math.max(2 * cut, floor);
  }
}
