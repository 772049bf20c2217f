package io.ringroad.perf.example;

import static io.ringroad.shim.Errno.EAGAIN;
import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.EpollEvent.EPOLLET;
import static io.ringroad.shim.abi.EpollEvent.EPOLLIN;
import static io.ringroad.shim.abi.EpollEvent.EPOLLOUT;
import static io.ringroad.shim.abi.EpollEvent.EPOLL_CTL_ADD;
import static io.ringroad.shim.abi.MessageFlag.MSG_NOSIGNAL;
import static io.ringroad.shim.abi.SocketType.SOCK_NONBLOCK;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;
import static java.lang.foreign.MemorySegment.NULL;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.ringroad.shim.Errno;
import io.ringroad.shim.Ringroad;
import io.ringroad.shim.RingroadConfig;
import io.ringroad.shim.SocketCalls;
import io.ringroad.shim.abi.EpollEvent;
import io.ringroad.shim.abi.SockaddrIn;
import io.ringroad.shim.kernel.KernelSockets;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Each line that a guest says is heard by the others. One thread, one epoll, no other wait. */
public final class ChatServer {
  private static final int MOST_EVENTS = 64;
  private static final int MOST_UNHEARD = 1 << 20;

  private final SocketCalls sockets;
  private final Arena arena = Arena.ofAuto();
  private final MemorySegment events = arena.allocate((long) MOST_EVENTS * EpollEvent.SIZE);
  private final MemorySegment bytes = arena.allocate(4096);
  private final Map<Integer, Guest> guests = new HashMap<>();
  private final int listener;
  private final int epoll;
  private int admitted;

  /** What it said that is not a line yet, and what it was told and has not taken. */
  private record Guest(int fd, String name, StringBuilder line, StringBuilder unheard) {}

  /**
   * Arguments: none for the kernel's stack, or a device, such as afpacket:veth0, and its address.
   */
  public static void main(String[] args) {
    if (args.length == 0) {
      new ChatServer(new KernelSockets(), "0.0.0.0", 7000).serve();
      return;
    }
    RingroadConfig config = RingroadConfig.builder().device(args[0], args[1]).build();
    try (Ringroad engine = Ringroad.launch(config)) {
      new ChatServer(engine.sockets(), "0.0.0.0", 7000).serve();
    }
  }

  public ChatServer(SocketCalls sockets, String address, int port) {
    this.sockets = sockets;
    listener = check("socket", sockets.socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
    MemorySegment local = SockaddrIn.allocate(arena, address, port);
    check("bind", sockets.bind(listener, local, SockaddrIn.SIZE));
    check("listen", sockets.listen(listener, 128));
    epoll = check("epoll_create1", sockets.epoll_create1(0));
    watch(listener, EPOLLIN);
    System.out.println("ready");
  }

  /** Serves until the thread is interrupted. */
  public void serve() {
    int count;
    while ((count = sockets.epoll_wait(epoll, events, MOST_EVENTS, -1)) >= 0) {
      for (int i = 0; i < count; i++) {
        int fd = (int) EpollEvent.data(events, i);
        Guest guest = guests.get(fd);
        if (guest != null) {
          tell(guest, "");
          hear(guest);
        } else if (fd == listener) {
          admit();
        }
      }
    }
    List.copyOf(guests.values()).forEach(this::leave);
    List.of(epoll, listener).forEach(sockets::close);
  }

  private void admit() {
    int fd;
    while ((fd = sockets.accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
      Guest guest = new Guest(fd, "guest " + ++admitted, new StringBuilder(), new StringBuilder());
      guests.put(fd, guest);
      watch(fd, EPOLLIN | EPOLLOUT | EPOLLET);
      say(guest, "comes\n");
    }
  }

  private void hear(Guest guest) {
    long got;
    while ((got = sockets.recv(guest.fd, bytes, bytes.byteSize(), 0)) > 0) {
      guest.line.append(new String(bytes.asSlice(0, got).toArray(JAVA_BYTE), ISO_8859_1));
      int end = guest.line.lastIndexOf("\n") + 1;
      guest.line.substring(0, end).lines().forEach(line -> say(guest, line + "\n"));
      guest.line.delete(0, end);
    }
    if (got != -EAGAIN || guest.line.length() > MOST_UNHEARD) {
      leave(guest);
    }
  }

  private void say(Guest speaker, String line) {
    for (Guest guest : List.copyOf(guests.values())) {
      if (guest != speaker) {
        tell(guest, speaker.name + ": " + line);
      }
    }
  }

  private void tell(Guest guest, String text) {
    guest.unheard.append(text);
    long sent = 1;
    while (!guest.unheard.isEmpty() && sent > 0) {
      int length = (int) Math.min(guest.unheard.length(), bytes.byteSize());
      byte[] next = guest.unheard.substring(0, length).getBytes(ISO_8859_1);
      MemorySegment.copy(next, 0, bytes, JAVA_BYTE, 0, length);
      sent = sockets.send(guest.fd, bytes, length, MSG_NOSIGNAL);
      guest.unheard.delete(0, (int) Math.max(0, sent));
    }
    if (sent < 0 && sent != -EAGAIN || guest.unheard.length() > MOST_UNHEARD) {
      leave(guest);
    }
  }

  private void leave(Guest guest) {
    if (guests.remove(guest.fd, guest)) {
      sockets.close(guest.fd);
      say(guest, "leaves\n");
    }
  }

  private void watch(int fd, int what) {
    MemorySegment event = Arena.ofAuto().allocate(EpollEvent.SIZE);
    EpollEvent.set(event, 0, what, fd);
    check("epoll_ctl", sockets.epoll_ctl(epoll, EPOLL_CTL_ADD, fd, event));
  }

  private static int check(String call, int result) {
    if (result < 0) {
      throw new IllegalStateException(call + ": " + Errno.name(result));
    }
    return result;
  }
}
