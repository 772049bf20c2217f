package io.ringroad.shim.contract.cells;

import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.AddressFamily.AF_UNIX;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.ringroad.shim.abi.SockaddrIn;
import io.ringroad.shim.contract.table.Answer;
import io.ringroad.shim.contract.table.Bench;
import io.ringroad.shim.contract.table.Cells;
import java.lang.foreign.MemorySegment;

/** getsockname(2) and getpeername(2): the room for the answer. States are in StateCells. */
final class NameCells {
  private static final byte UNTOUCHED = (byte) 0xee;

  private NameCells() {}

  static void add(Cells cells) {
    for (boolean peer : new boolean[] {false, true}) {
      Cells.Lines lines = cells.of(peer ? "getpeername" : "getsockname");
      for (int room : new int[] {-1, Integer.MIN_VALUE, 0, 1, 2, 6, 8, 15, 16, 17, 28, 128}) {
        lines.cell("room of " + room + " bytes", b -> cut(b, peer, room));
      }
      lines
          .cell("no address", b -> ask(b, peer, null, b.ints(16)))
          .cell("no length", b -> ask(b, peer, b.arena.allocate(16), null))
          .cell("a length of 3 bytes", b -> ask(b, peer, b.arena.allocate(16), b.arena.allocate(3)))
          .impossible("ENOBUFS", "the kernel has memory");
    }
  }

  private static int ask(Bench b, boolean peer, MemorySegment name, MemorySegment length) {
    int fd = b.udpPair().client();
    return peer ? b.calls.getpeername(fd, name, length) : b.calls.getsockname(fd, name, length);
  }

  /** How much of the address came, and the length that was said. */
  private static String cut(Bench b, boolean peer, int room) {
    MemorySegment name = b.arena.allocate(160, 4);
    name.fill(UNTOUCHED);
    MemorySegment length = b.ints(room);
    int result = ask(b, peer, name, length);
    return Answer.all(result, written(name) + " bytes written")
        + ", length "
        + length.get(JAVA_INT, 0);
  }

  /** Bytes up to the last that is not as it was. */
  static long written(MemorySegment memory) {
    long last = memory.byteSize();
    while (last > 0 && memory.get(java.lang.foreign.ValueLayout.JAVA_BYTE, last - 1) == UNTOUCHED) {
      last--;
    }
    return last;
  }

  /** The local name without the number of its port. */
  static String name(Bench b, int fd) {
    return name(b, fd, false);
  }

  /** A name without the number of its port. */
  static String name(Bench b, int fd, boolean peer) {
    MemorySegment name = b.arena.allocate(SockaddrIn.SIZE, 4);
    MemorySegment length = b.ints(SockaddrIn.SIZE);
    int result =
        peer ? b.calls.getpeername(fd, name, length) : b.calls.getsockname(fd, name, length);
    return result < 0 ? Answer.of(result) : show(name, length.get(JAVA_INT, 0));
  }

  /** A name of any family and its length. */
  static String show(MemorySegment name, int length) {
    String text = length == 0 ? "nothing" : "family " + SockaddrIn.family(name);
    if (length >= SockaddrIn.SIZE && SockaddrIn.family(name) == AF_INET) {
      text = withoutPort(name);
    } else if (length > Short.BYTES && SockaddrIn.family(name) == AF_UNIX) {
      long bytes = Math.min(length, name.byteSize()) - Short.BYTES;
      text = Bench.text(name.asSlice(Short.BYTES), bytes).replace('\0', '@');
    }
    return text + " of " + length + " bytes";
  }

  /** An address whose port, if it has one, is not shown. */
  static String withoutPort(MemorySegment name) {
    String text = SockaddrIn.format(name);
    return text.endsWith(":0") ? text : text.substring(0, text.indexOf(':')) + ":port";
  }
}
