package io.ringroad.shim.scenario;

import static io.ringroad.shim.abi.MessageFlag.MSG_CMSG_CLOEXEC;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.ringroad.shim.SocketCalls;
import io.ringroad.shim.abi.Iovec;
import io.ringroad.shim.abi.Msghdr;
import io.ringroad.shim.abi.SocketOption;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The calls that send and receive. Data are letters; room that was not written to shows as dots.
 */
final class TransferCalls {
  private static final int LARGEST = 1 << 17;
  private static final int MOST_PIECES = 8;
  private static final int SHOWN = 24;
  private static final int LETTERS = 26;
  private static final int FEW = 8;
  private static final int ROOM_FOR_RIGHTS = 64;
  private static final int ECHO_REQUEST = 8;
  private static final int ECHO_HEADER = 8;

  private final SocketCalls calls;
  private final int[] numbers;
  private final NameCalls names;
  private final ControlData control;
  private final MemorySegment data;
  private final MemorySegment vector;
  private final MemorySegment message;
  private final MemorySegment many;

  TransferCalls(SocketCalls calls, Arena arena, int[] numbers, NameCalls names) {
    this.calls = calls;
    this.numbers = numbers;
    this.names = names;
    control = new ControlData(arena);
    data = arena.allocate(LARGEST, 8);
    vector = arena.allocate((long) MOST_PIECES * Iovec.SIZE, 8);
    message = arena.allocate(Msghdr.SIZE, 8);
    many = arena.allocate((long) MOST_PIECES * Msghdr.MMSG_SIZE, 8);
  }

  Outcome send(Step.Send step) {
    int fd = numbers[step.slot()];
    int length = total(step.pieces());
    letters(step.first(), length);
    int addressLength = NameCalls.lengthOf(step.to());
    MemorySegment to = names.address(step.to());
    return Outcome.of(
        switch (step.form()) {
          case PLAIN -> calls.write(fd, data, length);
          case VECTOR -> calls.writev(fd, vector(step.pieces()), step.pieces().size());
          case FLAGGED -> calls.sendto(fd, data, length, step.flags(), to, addressLength);
          case MANY -> {
            many(step.pieces(), to.address(), addressLength);
            yield calls.sendmmsg(fd, many, step.pieces().size(), step.flags());
          }
          case MESSAGE -> {
            message(step.pieces());
            Msghdr.name(message, 0, to.address(), addressLength);
            yield calls.sendmsg(fd, message, step.flags());
          }
        });
  }

  /** Letters; or, from a letter before the first, an echo request with letters behind. */
  private void letters(int first, int length) {
    for (int i = 0; i < length; i++) {
      data.set(JAVA_BYTE, i, (byte) ('a' + Math.max(0, first + i) % LETTERS));
    }
    if (first < 0) {
      data.asSlice(0, ECHO_HEADER).fill((byte) 0).set(JAVA_BYTE, 0, (byte) ECHO_REQUEST);
    }
  }

  Outcome sendControl(Step.SendControl step) {
    letters(0, FEW);
    message(List.of(FEW));
    MemorySegment to = names.address(step.to());
    Msghdr.name(message, 0, to.address(), NameCalls.lengthOf(step.to()));
    control.put(message, step.level(), step.type(), step.data());
    return Outcome.of(calls.sendmsg(numbers[step.slot()], message, step.flags()));
  }

  Outcome pass(Step.Pass step) {
    letters(0, 1);
    message(List.of(1));
    List<Integer> passed = step.passed().stream().map(slot -> numbers[slot]).toList();
    control.put(message, SocketOption.SOL_SOCKET, SocketOption.SCM_RIGHTS, passed);
    return Outcome.of(calls.sendmsg(numbers[step.slot()], message, 0));
  }

  /** What came, and the numbers of the descriptors that came along, which the caller closes. */
  Outcome take(Step.Take step, List<Integer> taken) {
    data.asSlice(0, FEW).fill((byte) '.');
    message(List.of(FEW));
    control.prepare(message, ROOM_FOR_RIGHTS);
    long result = calls.recvmsg(numbers[step.slot()], message, 0);
    if (result < 0) {
      return Outcome.of(result);
    }
    taken.addAll(control.received(message));
    return received(result, FEW).and(Outcome.of(0, control.describe(message)));
  }

  Outcome receive(Step.Receive step) {
    int fd = numbers[step.slot()];
    int length = total(step.pieces());
    data.asSlice(0, length).fill((byte) '.');
    MemorySegment name = names.room(step.nameRoom());
    return switch (step.form()) {
      case PLAIN -> received(calls.read(fd, data, length), length);
      case VECTOR -> received(calls.readv(fd, vector(step.pieces()), step.pieces().size()), length);
      case FLAGGED -> {
        MemorySegment room = names.length(step.nameRoom());
        long result = calls.recvfrom(fd, data, length, step.flags(), name, room);
        Outcome outcome = received(result, length);
        yield result < 0 || step.nameRoom() < 0
            ? outcome
            : outcome.and(names.written(step.nameRoom()));
      }
      case MESSAGE -> receiveMessage(step, fd, length, name);
      case MANY -> receiveMany(step, fd, length);
    };
  }

  private Outcome receiveMessage(Step.Receive step, int fd, int length, MemorySegment name) {
    message(step.pieces());
    Msghdr.name(message, 0, name.address(), Math.max(0, step.nameRoom()));
    control.prepare(message, step.controlRoom());
    long result = calls.recvmsg(fd, message, step.flags());
    Outcome outcome = received(result, length);
    if (result < 0) {
      return outcome;
    }
    control.received(message).forEach(calls::close);
    int flags = Msghdr.flags(message, 0) & ~MSG_CMSG_CLOEXEC;
    outcome = outcome.and(Outcome.of(0, "flags " + ConstantNames.messageFlags(flags)));
    if (step.nameRoom() >= 0) {
      outcome = outcome.and(names.described(step.nameRoom(), Msghdr.nameLength(message, 0)));
    }
    return outcome.and(Outcome.of(0, control.describe(message)));
  }

  private Outcome receiveMany(Step.Receive step, int fd, int length) {
    many(step.pieces(), 0, 0);
    int count = step.pieces().size();
    int result = calls.recvmmsg(fd, many, count, step.flags(), MemorySegment.NULL);
    int at = 0;
    for (int piece : step.pieces()) {
      byte[] masked = PacketMask.masked(data.asSlice(at, piece).toArray(JAVA_BYTE));
      MemorySegment.copy(masked, 0, data, JAVA_BYTE, at, piece);
      at += piece;
    }
    Outcome outcome = received(result, length);
    for (int i = 0; i < result; i++) {
      long header = (long) i * Msghdr.MMSG_SIZE;
      String flags = ConstantNames.messageFlags(Msghdr.flags(many, header) & ~MSG_CMSG_CLOEXEC);
      outcome = outcome.and(Outcome.of(0, Msghdr.messageLength(many, header) + " bytes " + flags));
    }
    return outcome;
  }

  /** A message for each piece, all with the same name. */
  private void many(List<Integer> pieces, long name, int nameLength) {
    many.fill((byte) 0);
    MemorySegment pointers = vector(pieces);
    for (int i = 0; i < pieces.size(); i++) {
      long at = (long) i * Msghdr.MMSG_SIZE;
      Msghdr.iov(many, at, pointers.address() + (long) i * Iovec.SIZE, 1);
      Msghdr.name(many, at, name, nameLength);
    }
  }

  private static int total(List<Integer> pieces) {
    return pieces.stream().mapToInt(Integer::intValue).sum();
  }

  private MemorySegment vector(List<Integer> pieces) {
    long at = 0;
    for (int i = 0; i < pieces.size(); i++) {
      Iovec.set(vector, i, data.asSlice(at, pieces.get(i)));
      at += pieces.get(i);
    }
    return vector;
  }

  private void message(List<Integer> pieces) {
    message.fill((byte) 0);
    Msghdr.iov(message, 0, vector(pieces).address(), pieces.size());
  }

  /** The whole room is compared, written to or not. */
  private Outcome received(long result, int length) {
    if (result < 0) {
      return Outcome.of(result);
    }
    byte[] bytes = PacketMask.masked(data.asSlice(0, length).toArray(JAVA_BYTE));
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    if (length <= SHOWN) {
      return Outcome.of(result, '"' + text + '"');
    }
    CRC32 sum = new CRC32();
    sum.update(bytes);
    String shown = text.substring(0, SHOWN);
    return Outcome.of(result, '"' + shown + "\"... " + Long.toHexString(sum.getValue()));
  }
}
