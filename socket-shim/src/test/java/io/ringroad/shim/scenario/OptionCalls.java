package io.ringroad.shim.scenario;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.ringroad.shim.SocketCalls;
import io.ringroad.shim.abi.IoControl;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;

/** Options, and ioctl. */
final class OptionCalls {
  private static final int LARGEST = 256;
  private static final int NON_BLOCKING = 1;

  private final SocketCalls calls;
  private final int[] numbers;
  private final MemorySegment value;
  private final MemorySegment length;

  OptionCalls(SocketCalls calls, Arena arena, int[] numbers) {
    this.calls = calls;
    this.numbers = numbers;
    value = arena.allocate(LARGEST, 8);
    length = arena.allocate(Integer.BYTES, 4);
  }

  Outcome set(Step.SetOption step) {
    value.fill((byte) 0);
    for (int i = 0; i < step.value().size(); i++) {
      value.setAtIndex(JAVA_INT, i, step.value().get(i));
    }
    int fd = numbers[step.slot()];
    return Outcome.of(calls.setsockopt(fd, step.level(), step.name(), value, step.length()));
  }

  Outcome get(Step.GetOption step) {
    value.fill((byte) 0);
    length.set(JAVA_INT, 0, step.room());
    int fd = numbers[step.slot()];
    int result = calls.getsockopt(fd, step.level(), step.name(), value, length);
    if (result < 0) {
      return Outcome.of(result);
    }
    int written = length.get(JAVA_INT, 0);
    byte[] bytes = value.asSlice(0, Math.clamp(written, 0, LARGEST)).toArray(JAVA_BYTE);
    return Outcome.of(result, written + " bytes " + HexFormat.of().formatHex(bytes));
  }

  Outcome ioctl(Step.Ioctl step) {
    boolean blocking = step.request() == (int) IoControl.FIONBIO;
    value.set(JAVA_INT, 0, blocking ? NON_BLOCKING : step.value());
    int result = calls.ioctl(numbers[step.slot()], Integer.toUnsignedLong(step.request()), value);
    return result < 0 ? Outcome.of(result) : Outcome.of(result, "" + value.get(JAVA_INT, 0));
  }
}
