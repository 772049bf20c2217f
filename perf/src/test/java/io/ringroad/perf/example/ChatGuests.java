package io.ringroad.perf.example;

import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringroad.perf.socket.SocketFailure;
import io.ringroad.shim.SocketCalls;
import io.ringroad.shim.abi.MessageFlag;
import io.ringroad.shim.abi.SockaddrIn;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Several guests of a {@link ChatServer}, who say what the test expects them to hear. */
public final class ChatGuests {
  private static final int COUNT = 5;
  private static final int LONG_LINE = 100_000;

  private final SocketCalls sockets;
  private final String address;
  private final int port;
  private final int[] guests = new int[COUNT];

  /** Guests of a server at an address. */
  public ChatGuests(SocketCalls sockets, String address, int port) {
    this.sockets = sockets;
    this.address = address;
    this.port = port;
  }

  /** The whole evening: all come, each says something, one says much, one leaves. */
  public void chat() {
    try (Arena arena = Arena.ofConfined()) {
      come(arena);
      for (int speaker = 0; speaker < COUNT; speaker++) {
        say(arena, speaker, "Good ");
        say(arena, speaker, "evening\nHow are you?\n");
        String name = "guest " + (speaker + 1) + ": ";
        allHear(arena, speaker, name + "Good evening\n" + name + "How are you?\n");
      }
      String story = "la".repeat(LONG_LINE / 2) + "\n";
      say(arena, 0, story);
      allHear(arena, 0, "guest 1: " + story);
      SocketFailure.check("close", sockets.close(guests[0]));
      allHear(arena, 0, "guest 1: leaves\n");
      for (int guest = 1; guest < COUNT; guest++) {
        SocketFailure.check("close", sockets.close(guests[guest]));
      }
    }
  }

  private void come(Arena arena) {
    for (int i = 0; i < COUNT; i++) {
      guests[i] = SocketFailure.check("socket", sockets.socket(AF_INET, SOCK_STREAM, 0));
      MemorySegment server = SockaddrIn.allocate(arena, address, port);
      SocketFailure.check("connect", sockets.connect(guests[i], server, SockaddrIn.SIZE));
      for (int earlier = 0; earlier < i; earlier++) {
        hears(arena, earlier, "guest " + (i + 1) + ": comes\n");
      }
    }
  }

  private void say(Arena arena, int guest, String text) {
    MemorySegment bytes = arena.allocateFrom(text, ISO_8859_1);
    assertEquals(text.length(), sockets.send(guests[guest], bytes, text.length(), 0));
  }

  private void allHear(Arena arena, int speaker, String text) {
    for (int guest = 0; guest < COUNT; guest++) {
      if (guest != speaker) {
        hears(arena, guest, text);
      }
    }
  }

  private void hears(Arena arena, int guest, String text) {
    MemorySegment room = arena.allocate(text.length());
    long got = sockets.recv(guests[guest], room, text.length(), MessageFlag.MSG_WAITALL);
    assertEquals(
        text, new String(room.asSlice(0, Math.max(0, got)).toArray(JAVA_BYTE), ISO_8859_1));
  }
}
