package io.ringroad.shim.contract;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import io.ringroad.shim.abi.Cmsghdr;
import io.ringroad.shim.abi.Iovec;
import io.ringroad.shim.abi.Msghdr;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.StringJoiner;

/** One message with a buffer, a name and control data, and what stands in it afterwards. */
final class ControlMessages {
  static final int NAME_ROOM = 128;
  private static final int DATA_ROOM = 256;

  /** A piece of control data. */
  record Piece(int level, int type, byte[] data) {
    static Piece ofInt(int level, int type, int value) {
      int[] whole = {value};
      return new Piece(level, type, MemorySegment.ofArray(whole).toArray(JAVA_BYTE));
    }

    int intAt(int offset) {
      return MemorySegment.ofArray(data).get(JAVA_INT_UNALIGNED, offset);
    }

    MemorySegment memory() {
      return MemorySegment.ofArray(data);
    }

    /** Such as {@code 0/8:0100000000000000}. */
    String text() {
      return level + "/" + type + ":" + HexFormat.of().formatHex(data);
    }
  }

  final MemorySegment header;
  final MemorySegment data;
  final MemorySegment name;
  private final MemorySegment control;

  ControlMessages(Arena arena, int controlRoom) {
    data = arena.allocate(DATA_ROOM);
    name = arena.allocate(NAME_ROOM);
    control = arena.allocate(Math.max(1, controlRoom), 8).fill((byte) 0x5a);
    MemorySegment iov = arena.allocate(Iovec.SIZE, 8);
    Iovec.set(iov, 0, data);
    header = Msghdr.allocate(arena, iov, 1);
    Msghdr.name(header, 0, name.address(), NAME_ROOM);
    Msghdr.control(header, 0, controlRoom == 0 ? 0 : control.address(), controlRoom);
  }

  /** A message to send, to the connected peer. */
  static ControlMessages toSend(Arena arena, String text, List<Piece> pieces) {
    int room = pieces.stream().mapToInt(piece -> Cmsghdr.space(piece.data.length)).sum();
    ControlMessages message = new ControlMessages(arena, room);
    message.data.setString(0, text);
    Msghdr.name(message.header, 0, 0, 0);
    Iovec.set(message.iov(), 0, message.data.address(), text.length());
    long at = 0;
    for (Piece piece : pieces) {
      Cmsghdr.set(message.control, at, piece.data.length, piece.level, piece.type);
      MemorySegment.copy(piece.memory(), 0, message.control, at + Cmsghdr.SIZE, piece.data.length);
      at += Cmsghdr.space(piece.data.length);
    }
    return message;
  }

  private MemorySegment iov() {
    return MemorySegment.ofAddress(Msghdr.iov(header, 0)).reinterpret(Iovec.SIZE);
  }

  void dataRoom(int bytes) {
    Iovec.set(iov(), 0, data.address(), bytes);
  }

  MemorySegment control() {
    return control;
  }

  int flags() {
    return Msghdr.flags(header, 0);
  }

  /** What was received, as a caller that trusts the lengths would find it. */
  List<Piece> pieces() {
    List<Piece> found = new ArrayList<>();
    MemorySegment used = control.asSlice(0, Msghdr.controlLength(header, 0));
    for (long at = Cmsghdr.first(used); at >= 0; at = Cmsghdr.next(used, at)) {
      byte[] bytes =
          used.asSlice(at + Cmsghdr.SIZE, Cmsghdr.dataLength(used, at)).toArray(JAVA_BYTE);
      found.add(new Piece(Cmsghdr.level(used, at), Cmsghdr.type(used, at), bytes));
    }
    return found;
  }

  /** All of {@link #pieces()} as text. */
  String text() {
    StringJoiner text = new StringJoiner(" ");
    pieces().forEach(piece -> text.add(piece.text()));
    return text.toString();
  }
}
