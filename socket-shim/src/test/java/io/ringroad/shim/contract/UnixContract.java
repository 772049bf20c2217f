package io.ringroad.shim.contract;

import static io.ringroad.shim.abi.AddressFamily.AF_UNIX;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringroad.shim.abi.Cmsghdr;
import io.ringroad.shim.abi.Iovec;
import io.ringroad.shim.abi.MessageFlag;
import io.ringroad.shim.abi.Msghdr;
import io.ringroad.shim.abi.SockaddrUn;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;

/** What the tests of AF_UNIX have in common. Paths are in a directory of the test's own. */
abstract class UnixContract extends SocketCallsContract {
  static final int SCM_RIGHTS = 1;
  static final int SCM_CREDENTIALS = 2;
  private static final AtomicInteger NAMES = new AtomicInteger();

  @TempDir Path directory;

  /** What recvmsg gave. */
  record Received(long result, String text, int flags, MemorySegment control, int controlLength) {
    /** The numbers of descriptors that came along. */
    List<Integer> descriptors() {
      List<Integer> numbers = new ArrayList<>();
      for (long at = first(); at >= 0; at = Cmsghdr.next(control, at)) {
        if (Cmsghdr.type(control, at) == SCM_RIGHTS) {
          for (int i = 0; i < Cmsghdr.dataLength(control, at) / Integer.BYTES; i++) {
            numbers.add(control.get(JAVA_INT, at + Cmsghdr.SIZE + (long) i * Integer.BYTES));
          }
        }
      }
      return numbers;
    }

    long first() {
      return Cmsghdr.first(control);
    }
  }

  int unix(int type) {
    return opened(calls.socket(AF_UNIX, type, 0));
  }

  Pair pair(int type) {
    MemorySegment sv = arena.allocate(8, 4);
    assertEquals(0, calls.socketpair(AF_UNIX, type, 0, sv));
    return new Pair(opened(sv.get(JAVA_INT, 0)), opened(sv.get(JAVA_INT, 4)));
  }

  /** An abstract name that no other test has. */
  MemorySegment freshName() {
    String name = "ringroad-" + ProcessHandle.current().pid() + "-" + NAMES.getAndIncrement();
    return SockaddrUn.allocateAbstract(arena, name);
  }

  MemorySegment path(String name) {
    return SockaddrUn.allocate(arena, directory.resolve(name).toString());
  }

  /** An address of these bytes behind the family. */
  MemorySegment rawName(int family, String bytes) {
    MemorySegment raw = arena.allocate(Math.max(128, 2 + bytes.length()), 2);
    raw.set(JAVA_BYTE, 0, (byte) family);
    byte[] latin = bytes.getBytes(StandardCharsets.ISO_8859_1);
    MemorySegment.copy(latin, 0, raw, JAVA_BYTE, 2, latin.length);
    return raw;
  }

  int bind(int fd, MemorySegment name) {
    return calls.bind(fd, name, SockaddrUn.lengthOf(name));
  }

  int connect(int fd, MemorySegment name) {
    return calls.connect(fd, name, SockaddrUn.lengthOf(name));
  }

  int bound(int type, MemorySegment name) {
    int fd = unix(type);
    assertEquals(0, bind(fd, name));
    return fd;
  }

  int unixListener(int type, MemorySegment name, int backlog) {
    int fd = bound(type, name);
    assertEquals(0, calls.listen(fd, backlog));
    return fd;
  }

  int unixListener(MemorySegment name) {
    return unixListener(SOCK_STREAM, name, 8);
  }

  int accepted(int listener) {
    return opened(calls.accept(listener, MemorySegment.NULL, MemorySegment.NULL));
  }

  /** The address of a socket as "length:path", each NUL a dot. */
  String nameText(int fd, boolean peer) {
    MemorySegment name = arena.allocate(128, 2);
    MemorySegment length = intAt(128);
    assertOk(peer ? calls.getpeername(fd, name, length) : calls.getsockname(fd, name, length));
    return addressText(name, length.get(JAVA_INT, 0));
  }

  static String addressText(MemorySegment name, int length) {
    StringBuilder text = new StringBuilder().append(length).append(':');
    for (int i = 2; i < length; i++) {
      byte each = name.get(JAVA_BYTE, i);
      text.append(each == 0 ? '.' : (char) each);
    }
    return text.toString();
  }

  static String addressText(MemorySegment address) {
    return addressText(address, SockaddrUn.lengthOf(address));
  }

  long send(int fd, String text, int flags) {
    return calls.send(fd, bytes(text), text.length(), flags);
  }

  long sendTo(int fd, String text, MemorySegment name) {
    return calls.sendto(fd, bytes(text), text.length(), 0, name, SockaddrUn.lengthOf(name));
  }

  /** What a receive that does not wait gives: the text, or the errno's name. */
  String take(int fd, int length, int flags) {
    MemorySegment buffer = arena.allocate(Math.max(1, length));
    long got = calls.recv(fd, buffer, length, flags | MessageFlag.MSG_DONTWAIT);
    return got < 0 ? io.ringroad.shim.Errno.name((int) got) : text(buffer, got);
  }

  String take(int fd, int length) {
    return take(fd, length, 0);
  }

  int ioctl(int fd, long request) {
    MemorySegment answer = intAt(-1);
    int result = calls.ioctl(fd, request, answer);
    return result < 0 ? result : answer.get(JAVA_INT, 0);
  }

  MemorySegment vector(MemorySegment buffer) {
    MemorySegment iov = arena.allocate(Iovec.SIZE, 8);
    Iovec.set(iov, 0, buffer);
    return iov;
  }

  /** Control data with one message. */
  MemorySegment control(int level, int type, MemorySegment data) {
    int length = (int) data.byteSize();
    MemorySegment control = arena.allocate(Cmsghdr.space(length), 8);
    Cmsghdr.set(control, 0, length, level, type);
    MemorySegment.copy(data, 0, control, Cmsghdr.SIZE, length);
    return control;
  }

  MemorySegment rights(int... fds) {
    return control(SOL_SOCKET, SCM_RIGHTS, arena.allocateFrom(JAVA_INT, fds));
  }

  long sendWith(int fd, String text, MemorySegment control) {
    MemorySegment message = Msghdr.allocate(arena, vector(bytes(text)), 1);
    Msghdr.control(message, 0, control.address(), control.byteSize());
    return calls.sendmsg(fd, message, 0);
  }

  Received receive(int fd, int length, int controlRoom, int flags) {
    MemorySegment buffer = arena.allocate(Math.max(1, length));
    MemorySegment control = arena.allocate(Math.max(16, controlRoom), 8);
    MemorySegment message = Msghdr.allocate(arena, vector(buffer.asSlice(0, length)), 1);
    Msghdr.control(message, 0, controlRoom == 0 ? 0 : control.address(), controlRoom);
    long result = calls.recvmsg(fd, message, flags);
    int used = result < 0 ? 0 : (int) Msghdr.controlLength(message, 0);
    Received received =
        new Received(
            result,
            result < 0 ? "" : text(buffer, Math.min(result, length)),
            Msghdr.flags(message, 0),
            control.asSlice(0, used),
            used);
    received.descriptors().forEach(this::opened);
    return received;
  }

  /** Waits until a thread that was started is in a call that has parked it. */
  static void awaitBlocked(Thread thread) {
    long deadline = System.nanoTime() + 30_000_000_000L;
    while (System.nanoTime() < deadline && thread.getState() == Thread.State.NEW) {
      Thread.onSpinWait();
    }
  }

  void delete(String name) {
    try {
      java.nio.file.Files.delete(directory.resolve(name));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
