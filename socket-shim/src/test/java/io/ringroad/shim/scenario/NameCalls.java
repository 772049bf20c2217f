package io.ringroad.shim.scenario;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.ringroad.shim.SocketCalls;
import io.ringroad.shim.abi.AddressFamily;
import io.ringroad.shim.abi.SockaddrIn;
import io.ringroad.shim.abi.SockaddrUn;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The calls that take or give addresses, and addresses in memory. */
final class NameCalls {
  private static final int LARGEST = 128;
  private static final byte UNTOUCHED = 0x7e;
  private static final int LOCAL_BYTES = 10;

  /** Of the names that Linux chooses: a NUL and five digits. */
  private static final int CHOSEN_BYTES = 8;

  private static final int NO_PORT = 3;
  private static final int PORT_END = 4;
  private static final int ADDRESS_END = 8;

  private final SocketCalls calls;
  private final int[] numbers;
  private final int firstPort;
  private final MemorySegment given;
  private final MemorySegment answer;
  private final MemorySegment answerLength;

  NameCalls(SocketCalls calls, Arena arena, int[] numbers, int firstPort) {
    this.calls = calls;
    this.numbers = numbers;
    this.firstPort = firstPort;
    given = arena.allocate(LARGEST, 8);
    answer = arena.allocate(LARGEST, 8);
    answerLength = arena.allocate(Integer.BYTES, 4);
  }

  Outcome bind(Step.Bind step) {
    return Outcome.of(calls.bind(numbers[step.slot()], address(step.address()), step.length()));
  }

  Outcome connect(Step.Connect step) {
    return Outcome.of(calls.connect(numbers[step.slot()], address(step.address()), step.length()));
  }

  Outcome local(Step.LocalName step) {
    int result = calls.getsockname(numbers[step.slot()], room(step.room()), length(step.room()));
    return result < 0 ? Outcome.of(result) : Outcome.of(result).and(written(step.room()));
  }

  Outcome peer(Step.PeerName step) {
    int result = calls.getpeername(numbers[step.slot()], room(step.room()), length(step.room()));
    return result < 0 ? Outcome.of(result) : Outcome.of(result).and(written(step.room()));
  }

  /** The address in memory, with room for more behind; NULL for none. */
  MemorySegment address(Address address) {
    given.fill((byte) 0);
    switch (address) {
      case null -> {
        return MemorySegment.NULL;
      }
      case Address.Inet inet -> {
        try (Arena arena = Arena.ofConfined()) {
          MemorySegment name = SockaddrIn.allocate(arena, inet.host(), port(inet.port()));
          MemorySegment.copy(name, 0, given, 0, SockaddrIn.SIZE);
        }
      }
      case Address.NoFamily none -> SockaddrIn.family(given, AddressFamily.AF_UNSPEC);
      case Address.OtherFamily other -> SockaddrIn.family(given, other.family());
      case Address.Unnamed none -> SockaddrIn.family(given, AddressFamily.AF_UNIX);
      case Address.Local local -> {
        SockaddrIn.family(given, AddressFamily.AF_UNIX);
        byte[] name = "%05d.%d".formatted(firstPort, local.index()).getBytes(US_ASCII);
        MemorySegment.copy(name, 0, given, JAVA_BYTE, SockaddrUn.PATH_OFFSET + 1, name.length);
      }
    }
    return given;
  }

  /** The length that belongs to an address. */
  static int lengthOf(Address address) {
    return switch (address) {
      case null -> 0;
      case Address.Local local -> LOCAL_BYTES;
      case Address.Unnamed none -> SockaddrUn.PATH_OFFSET;
      default -> SockaddrIn.SIZE;
    };
  }

  private int port(Address.Port port) {
    return switch (port) {
      case Address.AnyPort any -> 0;
      case Address.FixedPort fixed -> firstPort + fixed.index();
      case Address.PortOf of -> portOf(numbers[of.slot()]);
    };
  }

  private int portOf(int fd) {
    answerLength.set(JAVA_INT, 0, SockaddrIn.SIZE);
    boolean known =
        calls.getsockname(fd, answer, answerLength) == 0
            && SockaddrIn.family(answer) == AddressFamily.AF_INET
            && SockaddrIn.port(answer) != 0;
    return known ? SockaddrIn.port(answer) : firstPort + NO_PORT;
  }

  /** Where a call writes a name; NULL for a negative room. */
  MemorySegment room(int room) {
    answer.fill(UNTOUCHED);
    return room < 0 ? MemorySegment.NULL : answer;
  }

  /** The int that holds the room and becomes the length; NULL for a negative room. */
  MemorySegment length(int room) {
    answerLength.set(JAVA_INT, 0, room);
    return room < 0 ? MemorySegment.NULL : answerLength;
  }

  /** The name that a call wrote, and the length that it gave. */
  Outcome written(int room) {
    return described(room, answerLength.get(JAVA_INT, 0));
  }

  /** The name at {@link #room}, of which the call says that it is so long. */
  Outcome described(int room, int length) {
    int there = Math.min(room, length);
    if (length == CHOSEN_BYTES && there > 2 && SockaddrIn.family(answer) == AddressFamily.AF_UNIX) {
      return Outcome.of(0, "a name of the system's choice");
    }
    if (there < PORT_END || SockaddrIn.family(answer) != AddressFamily.AF_INET) {
      byte[] bytes = answer.asSlice(0, Math.max(0, there)).toArray(JAVA_BYTE);
      return Outcome.of(0, "name of " + length + " bytes " + HexFormat.of().formatHex(bytes));
    }
    List<Integer> ports = new ArrayList<>(List.of(SockaddrIn.port(answer)));
    String host = "";
    if (there >= ADDRESS_END) {
      String text = SockaddrIn.format(answer);
      host = text.substring(0, text.indexOf(':'));
    }
    boolean beyond = answer.asSlice(there).toArray(JAVA_BYTE)[0] != UNTOUCHED;
    String text = "name of " + length + " bytes " + host + ":%" + (beyond ? " and beyond" : "");
    return new Outcome(0, text, ports);
  }
}
