package io.ringroad.shim.contract;

import static io.ringroad.shim.Errno.EADDRINUSE;
import static io.ringroad.shim.Errno.ECONNREFUSED;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ELOOP;
import static io.ringroad.shim.Errno.ENOENT;
import static io.ringroad.shim.Errno.ENOTCONN;
import static io.ringroad.shim.Errno.ENOTDIR;
import static io.ringroad.shim.Errno.EOPNOTSUPP;
import static io.ringroad.shim.Errno.EPROTONOSUPPORT;
import static io.ringroad.shim.Errno.EPROTOTYPE;
import static io.ringroad.shim.Errno.ESOCKTNOSUPPORT;
import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.AddressFamily.AF_UNIX;
import static io.ringroad.shim.abi.AddressFamily.AF_UNSPEC;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketOption.SO_ACCEPTCONN;
import static io.ringroad.shim.abi.SocketOption.SO_DOMAIN;
import static io.ringroad.shim.abi.SocketOption.SO_PROTOCOL;
import static io.ringroad.shim.abi.SocketOption.SO_TYPE;
import static io.ringroad.shim.abi.SocketType.SOCK_CLOEXEC;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_NONBLOCK;
import static io.ringroad.shim.abi.SocketType.SOCK_RAW;
import static io.ringroad.shim.abi.SocketType.SOCK_SEQPACKET;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.shim.abi.FileControl;
import io.ringroad.shim.abi.SockaddrUn;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Names of AF_UNIX: paths, abstract and automatic ones, and sockets without. */
class UnixNameContractTest extends UnixContract {
  @Test
  void socketChecksTypeAndProtocol() {
    assertErrno(EPROTONOSUPPORT, calls.socket(AF_UNIX, SOCK_STREAM, 2));
    assertErrno(EPROTONOSUPPORT, calls.socket(AF_UNIX, SOCK_STREAM, -1));
    assertErrno(EPROTONOSUPPORT, calls.socket(AF_UNIX, 4, 2));
    assertErrno(ESOCKTNOSUPPORT, calls.socket(AF_UNIX, 4, 0));
    assertErrno(ESOCKTNOSUPPORT, calls.socket(AF_UNIX, 9, 0));
    int named = opened(calls.socket(AF_UNIX, SOCK_STREAM, AF_UNIX));
    assertEquals(0, getInt(named, SOL_SOCKET, SO_PROTOCOL));
    int raw = unix(SOCK_RAW);
    assertEquals(SOCK_DGRAM, getInt(raw, SOL_SOCKET, SO_TYPE));
    assertEquals(AF_UNIX, getInt(raw, SOL_SOCKET, SO_DOMAIN));
    assertEquals(0, getInt(raw, SOL_SOCKET, SO_ACCEPTCONN));
  }

  @Test
  void aPairHasTheFlagsThatWereAskedFor() {
    MemorySegment sv = arena.allocate(8, 4);
    int type = SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC;
    assertEquals(0, calls.socketpair(AF_UNIX, type, 0, sv));
    for (int i = 0; i < 2; i++) {
      int fd = opened(sv.getAtIndex(JAVA_INT, i));
      assertEquals(FileControl.FD_CLOEXEC, calls.fcntl(fd, FileControl.F_GETFD, 0));
      assertEquals(
          FileControl.O_RDWR | FileControl.O_NONBLOCK, calls.fcntl(fd, FileControl.F_GETFL, 0));
      assertEquals("2:", nameText(fd, false));
      assertEquals("2:", nameText(fd, true));
    }
    assertErrno(EPROTONOSUPPORT, calls.socketpair(AF_UNIX, SOCK_STREAM, 3, sv));
  }

  @Test
  void aSocketWithoutANameHasAFamilyOnly() {
    int fd = unix(SOCK_STREAM);
    assertEquals("2:", nameText(fd, false));
    assertErrno(ENOTCONN, calls.getpeername(fd, arena.allocate(16), intAt(16)));
    MemorySegment cut = arena.allocate(2);
    cut.set(JAVA_BYTE, 1, (byte) 9);
    MemorySegment one = intAt(1);
    assertEquals(0, calls.getsockname(fd, cut, one));
    assertEquals(2, one.get(JAVA_INT, 0));
    assertEquals(AF_UNIX, cut.get(JAVA_BYTE, 0));
    assertEquals(9, cut.get(JAVA_BYTE, 1), "not written");
  }

  @Test
  void aPathMakesANodeThatStaysUntilItIsUnlinked() {
    MemorySegment name = path("node");
    int fd = bound(SOCK_STREAM, name);
    assertTrue(Files.exists(directory.resolve("node")));
    assertEquals(addressText(name), nameText(fd, false));
    assertErrno(EADDRINUSE, bind(unix(SOCK_STREAM), name));
    assertErrno(EADDRINUSE, bind(unix(SOCK_DGRAM), name));
    assertErrno(ECONNREFUSED, connect(unix(SOCK_STREAM), name));
    assertErrno(EPROTOTYPE, connect(unix(SOCK_DGRAM), name));
    assertErrno(EPROTOTYPE, connect(unix(SOCK_SEQPACKET), name));
    close(fd);
    assertErrno(EADDRINUSE, bind(unix(SOCK_STREAM), name));
    assertErrno(ECONNREFUSED, connect(unix(SOCK_DGRAM), name));
    delete("node");
    assertErrno(ENOENT, connect(unix(SOCK_STREAM), name));
    assertEquals(addressText(name), nameText(bound(SOCK_STREAM, name), false));
  }

  @Test
  void aPathMeansWhatTheFileSystemSays() throws IOException {
    int server = bound(SOCK_DGRAM, path("server"));
    Files.createSymbolicLink(directory.resolve("link"), directory.resolve("server"));
    assertEquals(0, connect(unix(SOCK_DGRAM), path("link")));
    Files.createLink(directory.resolve("hard"), directory.resolve("server"));
    assertEquals(0, connect(unix(SOCK_DGRAM), path("hard")));
    Files.move(directory.resolve("server"), directory.resolve("moved"));
    assertErrno(ENOENT, connect(unix(SOCK_DGRAM), path("server")));
    int client = unix(SOCK_DGRAM);
    assertEquals(0, connect(client, path("moved")));
    assertEquals(addressText(path("server")), nameText(client, true), "its name as it was bound");
    assertEquals(1, send(client, "x", 0));
    assertEquals("x", take(server, 9));
    assertErrno(EADDRINUSE, bind(unix(SOCK_DGRAM), path("link")));
  }

  @Test
  void aPathThatLeadsNowhereIsRefused() throws IOException {
    Files.createFile(directory.resolve("file"));
    Path loop = directory.resolve("loop");
    Files.createSymbolicLink(loop, loop);
    int fd = unix(SOCK_STREAM);
    assertErrno(ENOENT, bind(fd, path("absent/node")));
    assertErrno(ENOENT, bind(fd, SockaddrUn.allocate(arena, directory + "/node/")));
    assertErrno(ENOTDIR, bind(fd, path("file/node")));
    assertErrno(ELOOP, bind(fd, path("loop/node")));
    assertErrno(EADDRINUSE, bind(fd, path("file")));
    assertErrno(EADDRINUSE, bind(fd, SockaddrUn.allocate(arena, directory.toString())));
    assertErrno(ENOENT, connect(fd, path("absent")));
    assertErrno(ENOTDIR, connect(fd, path("file/node")));
    assertErrno(ELOOP, connect(fd, path("loop")));
    assertErrno(ECONNREFUSED, connect(fd, path("file")));
    assertErrno(ECONNREFUSED, connect(fd, SockaddrUn.allocate(arena, directory.toString())));
    assertErrno(ENOENT, sendTo(unix(SOCK_DGRAM), "x", path("absent")));
  }

  @Test
  void aPathEndsAtItsNulOrAtTheEndOfTheAddress() {
    String longest = directory + "/" + "n".repeat(107 - directory.toString().length());
    int fd = unix(SOCK_STREAM);
    assertEquals(0, calls.bind(fd, rawName(AF_UNIX, longest), SockaddrUn.SIZE));
    assertEquals("111:" + longest + ".", nameText(fd, false));
    assertTrue(Files.exists(Path.of(longest), LinkOption.NOFOLLOW_LINKS));
    int other = unix(SOCK_STREAM);
    String path = directory + "/short";
    MemorySegment junk = rawName(AF_UNIX, path + "\0junk");
    assertEquals(0, calls.bind(other, junk, 2 + path.length() + 5));
    assertEquals((path.length() + 3) + ":" + path + ".", nameText(other, false));
  }

  @Test
  void anAbstractNameIsAllOfItsBytes() {
    MemorySegment name = freshName();
    int fd = bound(SOCK_STREAM, name);
    assertEquals(addressText(name), nameText(fd, false));
    assertErrno(EADDRINUSE, bind(unix(SOCK_STREAM), name));
    int longer = unix(SOCK_STREAM);
    MemorySegment withNul = arena.allocate(name.byteSize() + 1, 2).copyFrom(name);
    assertEquals(0, bind(longer, withNul));
    assertErrno(ECONNREFUSED, connect(unix(SOCK_STREAM), name));
    assertErrno(ECONNREFUSED, connect(unix(SOCK_DGRAM), name));
    assertEquals(0, bind(unix(SOCK_DGRAM), name), "each type has names of its own");
    close(fd);
    assertEquals(0, bind(unix(SOCK_STREAM), name), "gone with its socket");
    assertErrno(ECONNREFUSED, connect(unix(SOCK_STREAM), freshName()));
  }

  @Test
  void bindChoosesANameWhereNoneIsGiven() {
    for (int type : new int[] {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET}) {
      int fd = unix(type);
      MemorySegment any = rawName(AF_UNIX, "");
      assertEquals(0, calls.bind(fd, any, 2));
      String chosen = nameText(fd, false);
      assertTrue(chosen.matches("8:\\.[0-9a-f]{5}"), chosen);
      assertEquals(0, calls.bind(fd, any, 2), "again");
      assertEquals(chosen, nameText(fd, false));
      assertErrno(EINVAL, bind(fd, freshName()));
      assertErrno(EINVAL, bind(fd, path("second")));
      assertFalse(Files.exists(directory.resolve("second")));
    }
  }

  @Test
  void aBadAddressIsNoName() {
    for (int type : new int[] {SOCK_STREAM, SOCK_DGRAM}) {
      int fd = unix(type);
      assertErrno(EINVAL, calls.bind(fd, rawName(AF_UNIX, ""), 0));
      assertErrno(EINVAL, calls.bind(fd, rawName(AF_UNIX, ""), 1));
      assertErrno(EINVAL, calls.bind(fd, rawName(AF_INET, ""), 2));
      assertErrno(EINVAL, calls.bind(fd, rawName(AF_INET, "abc"), 5));
      assertErrno(EINVAL, calls.bind(fd, rawName(AF_UNIX, "x".repeat(109)), 111));
      assertErrno(EINVAL, calls.connect(fd, rawName(AF_UNIX, ""), 1));
      assertErrno(EINVAL, calls.connect(fd, rawName(AF_UNIX, ""), 2));
      assertErrno(EINVAL, calls.connect(fd, rawName(AF_INET, "abc"), 5));
      assertErrno(EINVAL, calls.connect(fd, rawName(AF_UNIX, "x".repeat(109)), 111));
    }
    MemorySegment none = rawName(AF_UNSPEC, "");
    assertErrno(EINVAL, calls.connect(unix(SOCK_STREAM), none, 2));
    assertErrno(EINVAL, calls.connect(unix(SOCK_SEQPACKET), none, 2));
    assertEquals(0, calls.connect(unix(SOCK_DGRAM), none, 2));
    assertErrno(EINVAL, calls.listen(unix(SOCK_STREAM), 1), "without a name");
    assertErrno(EOPNOTSUPP, calls.listen(bound(SOCK_DGRAM, freshName()), 1));
  }

  private static void assertErrno(int expected, long result, String why) {
    assertEquals(-expected, result, why);
  }
}
