package io.ringroad.shim.scenario;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.ringroad.shim.abi.Msghdr;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;

/** What recvmsg writes at {@code msg_control} (cmsg(3)). */
final class ControlData {
  private static final int LARGEST = 512;
  private static final int LEVEL_OFFSET = 8;
  private static final int TYPE_OFFSET = 12;
  private static final int DATA_OFFSET = 16;
  private static final int SHORTEST_INTERESTING = 4;

  private final MemorySegment memory;

  ControlData(Arena arena) {
    memory = arena.allocate(LARGEST, 8);
  }

  void prepare(MemorySegment message, int room) {
    memory.fill((byte) 0);
    Msghdr.control(message, 0, room == 0 ? 0 : memory.address(), room);
  }

  /**
   * Level, type and length of each; data of those of four bytes, which neither clocks nor devices
   * make.
   */
  String describe(MemorySegment message) {
    long length = Msghdr.controlLength(message, 0);
    StringBuilder text = new StringBuilder();
    long at = 0;
    while (at + DATA_OFFSET <= Math.min(length, LARGEST)) {
      long size = memory.get(JAVA_LONG_UNALIGNED, at);
      if (size < DATA_OFFSET) {
        return text + " control of length " + size;
      }
      text.append(" control ").append(memory.get(JAVA_INT_UNALIGNED, at + LEVEL_OFFSET));
      text.append('/').append(memory.get(JAVA_INT_UNALIGNED, at + TYPE_OFFSET));
      text.append(':').append(size);
      if (size - DATA_OFFSET <= SHORTEST_INTERESTING) {
        byte[] data = memory.asSlice(at + DATA_OFFSET, size - DATA_OFFSET).toArray(JAVA_BYTE);
        text.append('=').append(HexFormat.of().formatHex(data));
      }
      at += size + Long.BYTES - 1 & -Long.BYTES;
    }
    return text.append(" control length ").append(length).toString();
  }
}
