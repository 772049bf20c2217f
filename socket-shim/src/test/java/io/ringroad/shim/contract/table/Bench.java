package io.ringroad.shim.contract.table;

import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_NONBLOCK;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.ringroad.shim.Errno;
import io.ringroad.shim.SocketCalls;
import io.ringroad.shim.abi.Pollfd;
import io.ringroad.shim.abi.SockaddrIn;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What a scenario works with: the calls, memory, and sockets in common states. Every descriptor
 * that it hands out is closed afterwards. What a scenario takes for granted is checked here and
 * ends it with an exception; what it is about, it calls itself.
 */
public final class Bench implements AutoCloseable {
  /** How long anything may take that has to happen. */
  public static final int WAIT_MS = 30_000;

  /** The calls of the implementation. */
  public final SocketCalls calls;

  /** Memory of the scenario, for all its threads. */
  public final Arena arena = Arena.ofShared();

  private final List<Integer> opened = new ArrayList<>();

  /** A bench for one scenario. */
  public Bench(SocketCalls calls) {
    this.calls = calls;
  }

  /** Two sockets that are connected to each other. */
  public record Pair(int client, int server) {}

  /** Ends the scenario if a call failed that it takes for granted. */
  public int must(long result) {
    if (result < 0) {
      throw new IllegalStateException("in the preparation: " + Errno.name((int) result));
    }
    return (int) result;
  }

  /** A descriptor that a call returned, to be closed in the end. */
  public int opened(int fd) {
    must(fd);
    opened.add(fd);
    return fd;
  }

  /** The answer of a call that returns a descriptor. */
  public String descriptor(int fd) {
    return fd < 0 ? Answer.of(fd) : "a descriptor" + (opened(fd) < 0 ? "?" : "");
  }

  /** Closes before the end. */
  public void close(int fd) {
    opened.remove((Integer) fd);
    must(calls.close(fd));
  }

  /** A number that is not open. */
  public int closedNumber() {
    int fd = udp();
    close(fd);
    return fd;
  }

  /** A new socket. */
  public int socket(int family, int type, int protocol) {
    return opened(calls.socket(family, type, protocol));
  }

  /** A new stream that does not wait. */
  public int tcp() {
    return socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  }

  /** A new datagram socket that does not wait. */
  public int udp() {
    return socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
  }

  /** An IPv4 address. */
  public MemorySegment address(String text, int port) {
    return SockaddrIn.allocate(arena, text, port);
  }

  /** An address of 127.0.0.1. */
  public MemorySegment loopback(int port) {
    return address("127.0.0.1", port);
  }

  /** Binds to 127.0.0.1 and a port of the system's choice, and returns the name. */
  public MemorySegment bind(int fd) {
    must(calls.bind(fd, loopback(0), SockaddrIn.SIZE));
    return nameOf(fd);
  }

  /** The local name. */
  public MemorySegment nameOf(int fd) {
    MemorySegment name = SockaddrIn.allocate(arena);
    must(calls.getsockname(fd, name, ints(SockaddrIn.SIZE)));
    return name;
  }

  /** Connects, waiting for the end of it if need be. */
  public void connect(int fd, MemorySegment name) {
    int result = calls.connect(fd, name, SockaddrIn.SIZE);
    if (result == -Errno.EINPROGRESS) {
      await(fd, io.ringroad.shim.abi.PollEvent.POLLOUT);
    } else {
      must(result);
    }
  }

  /** A stream that listens on 127.0.0.1. */
  public int listener() {
    int fd = tcp();
    bind(fd);
    must(calls.listen(fd, 8));
    return fd;
  }

  /** Two connected streams. */
  public Pair tcpPair() {
    return tcpPair(listener());
  }

  /** A stream connected to the listener, and the one that it accepted, which does not wait. */
  public Pair tcpPair(int listener) {
    int client = tcp();
    connect(client, nameOf(listener));
    return new Pair(client, accept(listener));
  }

  /** Accepts, waiting for a connection. */
  public int accept(int listener) {
    await(listener, io.ringroad.shim.abi.PollEvent.POLLIN);
    return opened(calls.accept4(listener, MemorySegment.NULL, MemorySegment.NULL, SOCK_NONBLOCK));
  }

  /** Two datagram sockets, each with the other as its peer. */
  public Pair udpPair() {
    int first = udp();
    int second = udp();
    MemorySegment name = bind(first);
    connect(second, name);
    connect(first, nameOf(second));
    return new Pair(second, first);
  }

  /** A name of 127.0.0.1 where nobody is. */
  public MemorySegment deserted(int type) {
    int fd = socket(AF_INET, type, 0);
    MemorySegment name = bind(fd);
    close(fd);
    return name;
  }

  /** Ints, one after the other. */
  public MemorySegment ints(int... values) {
    return arena.allocateFrom(JAVA_INT, values);
  }

  /** The characters' bytes. */
  public MemorySegment bytes(String text) {
    return arena.allocateFrom(JAVA_BYTE, text.getBytes(StandardCharsets.US_ASCII));
  }

  /** The bytes' characters. */
  public static String text(MemorySegment memory, long lengthBytes) {
    byte[] bytes = memory.asSlice(0, lengthBytes).toArray(JAVA_BYTE);
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  /** Sends all of it. */
  public void send(int fd, String text) {
    int sent = must(calls.send(fd, bytes(text), text.length(), 0));
    if (sent != text.length()) {
      throw new IllegalStateException("in the preparation: sent " + sent);
    }
  }

  /** What a receive of so many bytes gives: the count and the bytes, or the error. */
  public String receive(int fd, int roomBytes, int flags) {
    MemorySegment room = arena.allocate(Math.max(1, roomBytes));
    long got = calls.recv(fd, room, roomBytes, flags);
    return Answer.with(got, "'" + text(room, Math.max(0, Math.min(got, roomBytes))) + "'");
  }

  /** The events that hold now or within the time. */
  public int poll(int fd, int events, int timeoutMs) {
    MemorySegment one = arena.allocate(Pollfd.SIZE, 4);
    Pollfd.set(one, 0, fd, events);
    must(calls.poll(one, 1, timeoutMs));
    return Pollfd.revents(one, 0);
  }

  /** Waits until the event holds. */
  public void await(int fd, int event) {
    long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WAIT_MS);
    while ((poll(fd, event, 1_000) & event) == 0) {
      if (System.nanoTime() - endNs > 0) {
        throw new IllegalStateException("in the preparation: no event " + event);
      }
      Thread.onSpinWait();
    }
    // The event may be seen before all who wait have been told: a lane opens a socket when it is
    // done with that.
    must(calls.close(must(calls.socket(AF_INET, SOCK_DGRAM, 0))));
  }

  /** Makes a call on another thread, which belongs to the same network. */
  public CompletableFuture<Long> elsewhere(LongSupplier call) {
    CompletableFuture<Long> result = new CompletableFuture<>();
    Thread.ofPlatform().daemon().start(() -> result.complete(call.getAsLong()));
    return result;
  }

  /** The result of a call that is made elsewhere. */
  public long result(CompletableFuture<Long> call) throws Exception {
    return call.get(WAIT_MS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    for (int fd : opened) {
      calls.close(fd);
    }
    arena.close();
  }
}
