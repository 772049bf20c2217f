package io.ringroad.shim.scenario;

import static io.ringroad.shim.abi.MessageFlag.MSG_CMSG_CLOEXEC;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.ringroad.shim.SocketCalls;
import io.ringroad.shim.abi.Iovec;
import io.ringroad.shim.abi.Msghdr;
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
  private static final int ADDRESS_LENGTH = 16;

  private final SocketCalls calls;
  private final int[] numbers;
  private final NameCalls names;
  private final ControlData control;
  private final MemorySegment data;
  private final MemorySegment vector;
  private final MemorySegment message;

  TransferCalls(SocketCalls calls, Arena arena, int[] numbers, NameCalls names) {
    this.calls = calls;
    this.numbers = numbers;
    this.names = names;
    control = new ControlData(arena);
    data = arena.allocate(LARGEST, 8);
    vector = arena.allocate((long) MOST_PIECES * Iovec.SIZE, 8);
    message = arena.allocate(Msghdr.SIZE, 8);
  }

  Outcome send(Step.Send step) {
    int fd = numbers[step.slot()];
    int length = total(step.pieces());
    for (int i = 0; i < length; i++) {
      data.set(JAVA_BYTE, i, (byte) ('a' + (step.first() + i) % LETTERS));
    }
    int addressLength = step.to() == null ? 0 : ADDRESS_LENGTH;
    MemorySegment to = names.address(step.to());
    return Outcome.of(
        switch (step.form()) {
          case PLAIN -> calls.write(fd, data, length);
          case VECTOR -> calls.writev(fd, vector(step.pieces()), step.pieces().size());
          case FLAGGED -> calls.sendto(fd, data, length, step.flags(), to, addressLength);
          case MESSAGE -> {
            message(step.pieces());
            Msghdr.name(message, 0, to.address(), addressLength);
            yield calls.sendmsg(fd, message, step.flags());
          }
        });
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
    int flags = Msghdr.flags(message, 0) & ~MSG_CMSG_CLOEXEC;
    outcome = outcome.and(Outcome.of(0, "flags " + ConstantNames.messageFlags(flags)));
    if (step.nameRoom() >= 0) {
      outcome = outcome.and(names.described(step.nameRoom(), Msghdr.nameLength(message, 0)));
    }
    return outcome.and(Outcome.of(0, control.describe(message)));
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
    byte[] bytes = data.asSlice(0, length).toArray(JAVA_BYTE);
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
