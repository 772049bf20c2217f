package io.ringroad.shim.contract;

import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.FileControl.F_SETFL;
import static io.ringroad.shim.abi.FileControl.O_NONBLOCK;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.shim.Errno;
import io.ringroad.shim.SocketCalls;
import io.ringroad.shim.abi.Pollfd;
import io.ringroad.shim.abi.SockaddrIn;
import io.ringroad.shim.contract.family.Family;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The contract of {@link SocketCalls}: each test runs on the kernel and on the engine, and expects
 * the same results and the same errno of both. Subclasses have a subject each; this one has what
 * they need. After each test every descriptor is closed and every frame is back in its pool.
 */
@ParameterizedClass
@EnumSource(Implementation.class)
@Timeout(180)
abstract class SocketCallsContract {
  static final int WAIT_MS = 60_000;

  @Parameter Implementation implementation;

  private final List<Integer> opened = new ArrayList<>();
  private Implementation.Host host;
  Arena arena;
  SocketCalls calls;

  @BeforeEach
  void start() {
    arena = Arena.ofShared();
    host = implementation.start();
    calls = family().over(host.calls());
  }

  /** By which sockets the tests run; a subclass may choose another. */
  Family family() {
    return Family.INET;
  }

  @AfterEach
  void end() {
    opened.forEach(calls::close);
    host.close();
    arena.close();
  }

  /** Two streams that are connected to each other. */
  record Pair(int client, int server) {}

  static void assertErrno(int expected, long result) {
    assertEquals(Errno.name(expected), result < 0 ? Errno.name((int) result) : "result " + result);
  }

  void assertOk(long result) {
    assertTrue(result >= 0, () -> Errno.name((int) result));
  }

  int opened(int fd) {
    assertOk(fd);
    opened.add(fd);
    return fd;
  }

  void close(int fd) {
    opened.remove((Integer) fd);
    assertEquals(0, calls.close(fd));
  }

  int tcp() {
    return opened(calls.socket(AF_INET, SOCK_STREAM, 0));
  }

  int udp() {
    return opened(calls.socket(AF_INET, SOCK_DGRAM, 0));
  }

  void nonBlocking(int fd) {
    assertEquals(0, calls.fcntl(fd, F_SETFL, O_NONBLOCK));
  }

  void blocking(int fd) {
    assertEquals(0, calls.fcntl(fd, F_SETFL, 0));
  }

  MemorySegment address(String text, int port) {
    return SockaddrIn.allocate(arena, text, port);
  }

  MemorySegment loopback(int port) {
    return address("127.0.0.1", port);
  }

  MemorySegment intAt(int value) {
    return arena.allocateFrom(JAVA_INT, value);
  }

  MemorySegment bytes(String text) {
    return arena.allocateFrom(JAVA_BYTE, text.getBytes(StandardCharsets.US_ASCII));
  }

  static String text(MemorySegment memory, long length) {
    byte[] bytes = memory.asSlice(0, length).toArray(JAVA_BYTE);
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  /** Binds to 127.0.0.1 and a port of the system's choice. */
  MemorySegment bindLoopback(int fd) {
    assertEquals(0, calls.bind(fd, loopback(0), SockaddrIn.SIZE));
    return nameOf(fd);
  }

  MemorySegment nameOf(int fd) {
    MemorySegment name = SockaddrIn.allocate(arena);
    assertEquals(0, calls.getsockname(fd, name, intAt(SockaddrIn.SIZE)));
    return name;
  }

  int listener(int backlog) {
    int fd = tcp();
    bindLoopback(fd);
    assertEquals(0, calls.listen(fd, backlog));
    return fd;
  }

  Pair connectedPair() {
    int listener = listener(8);
    Pair pair = connectTo(listener);
    close(listener);
    return pair;
  }

  Pair connectTo(int listener) {
    int client = tcp();
    assertEquals(0, calls.connect(client, nameOf(listener), SockaddrIn.SIZE));
    int server = opened(calls.accept(listener, MemorySegment.NULL, MemorySegment.NULL));
    return new Pair(client, server);
  }

  /** A port of 127.0.0.1 on which nobody listens. */
  MemorySegment closedPort(int type) {
    int fd = type == SOCK_STREAM ? tcp() : udp();
    MemorySegment name = bindLoopback(fd);
    close(fd);
    return name;
  }

  /** The events that hold for a descriptor after at most {@code timeoutMs}. */
  int poll(int fd, int events, int timeoutMs) {
    MemorySegment one = arena.allocate(Pollfd.SIZE, 4);
    Pollfd.set(one, 0, fd, events);
    assertOk(calls.poll(one, 1, timeoutMs));
    return Pollfd.revents(one, 0);
  }

  void await(int fd, int event) {
    int found = poll(fd, event, WAIT_MS);
    assertTrue((found & event) != 0, () -> "events " + Integer.toHexString(found));
  }

  int getInt(int fd, int level, int name) {
    MemorySegment value = intAt(-1);
    MemorySegment length = intAt(Integer.BYTES);
    assertEquals(0, calls.getsockopt(fd, level, name, value, length));
    assertEquals(Integer.BYTES, length.get(JAVA_INT, 0));
    return value.get(JAVA_INT, 0);
  }

  int setInt(int fd, int level, int name, int value) {
    return calls.setsockopt(fd, level, name, intAt(value), Integer.BYTES);
  }

  void sendText(int fd, String text) {
    assertEquals(text.length(), calls.write(fd, bytes(text), text.length()));
  }

  String receiveText(int fd, int length) {
    MemorySegment buffer = arena.allocate(length);
    long got = calls.read(fd, buffer, length);
    assertOk(got);
    return text(buffer, got);
  }

  /** Runs a call on another thread and gives its result. */
  final class Background {
    private final Thread thread;
    private volatile long result = Long.MIN_VALUE;

    Background(LongSupplier call) {
      thread = Thread.ofPlatform().daemon().start(() -> result = call.getAsLong());
    }

    Thread thread() {
      return thread;
    }

    long result() throws InterruptedException {
      thread.join(WAIT_MS);
      assertTrue(!thread.isAlive(), "the call did not return");
      return result;
    }
  }
}
