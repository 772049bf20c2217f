package io.ringroad.shim.fd;

import io.ringroad.fastpath.socket.DatagramKind;
import io.ringroad.shim.abi.UserData;
import java.lang.foreign.MemorySegment;

/** A datagram that is being put together by several calls with MSG_MORE. */
final class Cork {
  private final MemorySegment data =
      MemorySegment.ofArray(new byte[DatagramKind.RAW.maxPayloadBytes()]);
  private final long high;
  private final long low;
  private final int port;
  private final DatagramControl control;
  private int length;

  /** An empty one; the first call says where to and how. */
  Cork(long high, long low, int port, DatagramControl control) {
    this.high = high;
    this.low = low;
    this.port = port;
    this.control = control;
  }

  MemorySegment data() {
    return data;
  }

  int length() {
    return length;
  }

  long high() {
    return high;
  }

  long low() {
    return low;
  }

  int port() {
    return port;
  }

  DatagramControl control() {
    return control;
  }

  /** Adds a call's data; the caller has seen to the room. */
  void add(MemorySegment memory, int iovCount, int count) {
    for (int at = 0; at < count; ) {
      int chunk = UserData.contiguous(memory, iovCount, at, count);
      MemorySegment.copy(
          UserData.piece(memory, iovCount, at),
          UserData.offset(memory, iovCount, at),
          data,
          length + at,
          chunk);
      at += chunk;
    }
    length += count;
  }

  /** Takes the last {@code count} bytes away again. */
  void removeLast(int count) {
    length -= count;
  }
}
