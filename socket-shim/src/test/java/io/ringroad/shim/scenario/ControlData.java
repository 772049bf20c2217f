package io.ringroad.shim.scenario;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.ringroad.shim.abi.Cmsghdr;
import io.ringroad.shim.abi.Msghdr;
import io.ringroad.shim.abi.SocketOption;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

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

  /** The numbers of descriptors that came along. */
  List<Integer> received(MemorySegment message) {
    List<Integer> numbers = new ArrayList<>();
    boolean any = Msghdr.controlLength(message, 0) > DATA_OFFSET && isRights(0);
    int count = any ? Cmsghdr.dataLength(memory, 0) / Integer.BYTES : 0;
    for (int i = 0; i < count; i++) {
      numbers.add(memory.get(JAVA_INT_UNALIGNED, DATA_OFFSET + (long) Integer.BYTES * i));
    }
    return numbers;
  }

  private boolean isRights(long at) {
    return Cmsghdr.level(memory, at) == SocketOption.SOL_SOCKET
        && Cmsghdr.type(memory, at) == SocketOption.SCM_RIGHTS;
  }

  /** Puts one control message of ints behind a message header. */
  void put(MemorySegment message, int level, int type, List<Integer> data) {
    int bytes = data.size() * Integer.BYTES;
    memory.fill((byte) 0);
    Cmsghdr.set(memory, 0, bytes, level, type);
    for (int i = 0; i < data.size(); i++) {
      memory.set(JAVA_INT_UNALIGNED, DATA_OFFSET + (long) Integer.BYTES * i, data.get(i));
    }
    Msghdr.control(message, 0, memory.address(), Cmsghdr.space(bytes));
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
      if (isRights(at)) {
        text.append(" descriptors");
      } else if (size - DATA_OFFSET <= SHORTEST_INTERESTING) {
        byte[] data = memory.asSlice(at + DATA_OFFSET, size - DATA_OFFSET).toArray(JAVA_BYTE);
        text.append('=').append(HexFormat.of().formatHex(data));
      }
      at += size + Long.BYTES - 1 & -Long.BYTES;
    }
    return text.append(" control length ").append(length).toString();
  }
}
