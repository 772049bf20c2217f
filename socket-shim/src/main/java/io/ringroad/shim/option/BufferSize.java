package io.ringroad.shim.option;

import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;

import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.socket.StreamSocket;

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

  static int sendOf(OptionTarget target) {
    int otherwise =
        target.type() == SOCK_STREAM
            ? StreamSocket.DEFAULT_SEND_BUFFER_BYTES
            : DatagramSocket.DEFAULT_BUFFER_BYTES;
    return target.options().getOr(SocketOption.SEND_BUFFER, otherwise);
  }

  static int receiveOf(OptionTarget target) {
    int otherwise =
        target.type() == SOCK_STREAM
            ? StreamSocket.DEFAULT_RECEIVE_BUFFER_BYTES
            : DatagramSocket.DEFAULT_BUFFER_BYTES;
    return target.options().getOr(SocketOption.RECEIVE_BUFFER, otherwise);
  }

  /** The kernel compares unsigned: a negative size is a huge one. */
  private static int doubled(int asked, int floor) {
    int cut = (int) Math.min(Integer.toUnsignedLong(asked), MAX_BYTES);
    return Math.max(2 * cut, floor);
  }
}
