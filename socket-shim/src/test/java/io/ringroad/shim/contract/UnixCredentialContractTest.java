package io.ringroad.shim.contract;

import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ENOPROTOOPT;
import static io.ringroad.shim.Errno.EOPNOTSUPP;
import static io.ringroad.shim.Errno.ESRCH;
import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.MessageFlag.MSG_CTRUNC;
import static io.ringroad.shim.abi.MessageFlag.MSG_DONTWAIT;
import static io.ringroad.shim.abi.MessageFlag.MSG_PEEK;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketOption.SO_PASSCRED;
import static io.ringroad.shim.abi.SocketOption.SO_PASSSEC;
import static io.ringroad.shim.abi.SocketOption.SO_PEEK_OFF;
import static io.ringroad.shim.abi.SocketOption.SO_PEERCRED;
import static io.ringroad.shim.abi.SocketOption.SO_PEERSEC;
import static io.ringroad.shim.abi.SocketOption.SO_RCVBUF;
import static io.ringroad.shim.abi.SocketOption.SO_REUSEPORT;
import static io.ringroad.shim.abi.SocketOption.SO_SNDBUF;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_SEQPACKET;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringroad.ffm.linux.LibcIdentity;
import io.ringroad.shim.abi.Cmsghdr;
import io.ringroad.shim.abi.Ucred;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** Who is at the other end: SO_PEERCRED, SO_PASSCRED and SCM_CREDENTIALS; and other options. */
class UnixCredentialContractTest extends UnixContract {
  private static final int PID = (int) ProcessHandle.current().pid();
  private static final int UID = LibcIdentity.userId();
  private static final int GID = LibcIdentity.groupId();
  private static final String OWN = PID + " " + UID + " " + GID;
  private static final String NOBODY = "0 65534 65534";
  private static final int[] TYPES = {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET};

  private static String text(MemorySegment ucred) {
    return Ucred.pid(ucred) + " " + Ucred.uid(ucred) + " " + Ucred.gid(ucred);
  }

  private String peerCredentials(int fd) {
    MemorySegment ucred = arena.allocate(64, 4);
    MemorySegment length = intAt(64);
    assertEquals(0, calls.getsockopt(fd, SOL_SOCKET, SO_PEERCRED, ucred, length));
    assertEquals(Ucred.SIZE, length.get(JAVA_INT, 0));
    return text(ucred);
  }

  private void passCredentials(int fd) {
    assertEquals(0, setInt(fd, SOL_SOCKET, SO_PASSCRED, 1));
  }

  private MemorySegment claim(int pid, int uid, int gid) {
    MemorySegment ucred = arena.allocate(Ucred.SIZE, 4);
    Ucred.set(ucred, pid, uid, gid);
    return control(SOL_SOCKET, SCM_CREDENTIALS, ucred);
  }

  private String credentials(Received received) {
    assertEquals(SCM_CREDENTIALS, Cmsghdr.type(received.control(), 0));
    assertEquals(Ucred.SIZE, Cmsghdr.dataLength(received.control(), 0));
    return text(received.control().asSlice(Cmsghdr.SIZE, Ucred.SIZE));
  }

  @Test
  void aSocketKnowsWhoConnectedItsPeer() {
    for (int type : TYPES) {
      assertEquals("0 -1 -1", peerCredentials(unix(type)));
      assertEquals(OWN, peerCredentials(pair(type).client()));
    }
    MemorySegment name = freshName();
    int listener = unixListener(name);
    assertEquals(OWN, peerCredentials(listener));
    int client = unix(SOCK_STREAM);
    assertEquals(0, connect(client, name));
    assertEquals(OWN, peerCredentials(client));
    assertEquals(OWN, peerCredentials(accepted(listener)));
    int datagrams = unix(SOCK_DGRAM);
    assertEquals(0, connect(datagrams, addressOf(bound(SOCK_DGRAM, freshName()))));
    assertEquals("0 -1 -1", peerCredentials(datagrams));
  }

  private MemorySegment addressOf(int fd) {
    MemorySegment name = arena.allocate(128, 2);
    MemorySegment length = intAt(128);
    assertEquals(0, calls.getsockname(fd, name, length));
    return name.asSlice(0, length.get(JAVA_INT, 0));
  }

  @Test
  void credentialsComeToWhoAsksForThem() {
    for (int type : TYPES) {
      Pair pair = pair(type);
      sendText(pair.client(), "a");
      assertEquals(0, receive(pair.server(), 9, 64, 0).controlLength());
      sendText(pair.client(), "b");
      passCredentials(pair.server());
      assertEquals(1, getInt(pair.server(), SOL_SOCKET, SO_PASSCRED));
      assertEquals(NOBODY, credentials(receive(pair.server(), 9, 64, 0)), "sent before");
      sendText(pair.client(), "c");
      assertEquals(OWN, credentials(receive(pair.server(), 9, 64, MSG_PEEK)));
      assertEquals(OWN, credentials(receive(pair.server(), 9, 64, 0)));
      passCredentials(pair.client());
      sendWith(pair.client(), "d", rights(udp()));
      Received both = receive(pair.server(), 9, 64, 0);
      assertEquals(OWN, credentials(both), "before the descriptors");
      assertEquals(1, both.descriptors().size());
      sendText(pair.client(), "e");
      Received cut = receive(pair.server(), 9, Cmsghdr.SIZE + 4, 0);
      assertEquals(MSG_CTRUNC, cut.flags());
      assertEquals(PID, Ucred.pid(cut.control().asSlice(Cmsghdr.SIZE)));
      sendText(pair.client(), "f");
      assertEquals(MSG_CTRUNC, receive(pair.server(), 9, 0, 0).flags());
    }
  }

  @Test
  void whoAsksIsNamedBeforeItSends() {
    MemorySegment name = freshName();
    int receiver = bound(SOCK_DGRAM, name);
    int sender = unix(SOCK_DGRAM);
    passCredentials(sender);
    assertEquals("2:", nameText(sender, false));
    assertEquals(1, sendTo(sender, "x", name));
    assertTrue(nameText(sender, false).startsWith("8:."));
    assertEquals("x", take(receiver, 1));
    MemorySegment listenerName = freshName();
    int listener = unixListener(listenerName);
    passCredentials(listener);
    int client = unix(SOCK_STREAM);
    passCredentials(client);
    assertEquals(0, connect(client, listenerName));
    assertTrue(nameText(client, false).startsWith("8:."));
    assertEquals(1, getInt(accepted(listener), SOL_SOCKET, SO_PASSCRED), "inherited");
  }

  @Test
  void aStreamDoesNotMixSendersForWhoAsks() {
    assumeTrue(LibcIdentity.effectiveUserId() == 0, "only root may claim to be another");
    Pair pair = pair(SOCK_STREAM);
    sendWith(pair.client(), "a", claim(PID, 5, 7));
    sendText(pair.client(), "b");
    assertEquals("ab", receive(pair.server(), 9, 64, 0).text());
    passCredentials(pair.server());
    sendWith(pair.client(), "a", claim(PID, 5, 7));
    sendText(pair.client(), "b");
    sendText(pair.client(), "c");
    Received first = receive(pair.server(), 9, 64, 0);
    assertEquals("a", first.text());
    assertEquals(PID + " 5 7", credentials(first));
    Received second = receive(pair.server(), 9, 64, 0);
    assertEquals("bc", second.text());
    assertEquals(OWN, credentials(second));
  }

  @Test
  void aBadClaimIsNotSent() {
    Pair pair = pair(SOCK_DGRAM);
    assertEquals(1, sendWith(pair.client(), "x", claim(PID, UID, GID)));
    assertEquals("x", take(pair.server(), 1));
    assumeTrue(LibcIdentity.effectiveUserId() == 0, "who is not root gets EPERM for all of these");
    assertErrno(ESRCH, sendWith(pair.client(), "x", claim(0, UID, GID)));
    assertErrno(ESRCH, sendWith(pair.client(), "x", claim(0x3fff_fff0, UID, GID)));
    assertErrno(EINVAL, sendWith(pair.client(), "x", claim(PID, -1, GID)));
    assertErrno(EINVAL, sendWith(pair.client(), "x", claim(PID, UID, -1)));
    MemorySegment tooShort = control(SOL_SOCKET, SCM_CREDENTIALS, arena.allocate(8));
    assertErrno(EINVAL, sendWith(pair.client(), "x", tooShort));
    assertEquals(-1, receive(pair.server(), 1, 64, MSG_DONTWAIT).result() < 0 ? -1 : 0);
  }

  @Test
  void optionsAreThoseOfAnySocket() {
    for (int type : TYPES) {
      int fd = unix(type);
      assertEquals(212_992, getInt(fd, SOL_SOCKET, SO_SNDBUF));
      assertEquals(212_992, getInt(fd, SOL_SOCKET, SO_RCVBUF));
      assertEquals(0, setInt(fd, SOL_SOCKET, SO_SNDBUF, 1));
      assertEquals(4_608, getInt(fd, SOL_SOCKET, SO_SNDBUF));
      MemorySegment label = arena.allocate(64);
      assertErrno(ENOPROTOOPT, calls.getsockopt(fd, SOL_SOCKET, SO_PEERSEC, label, intAt(64)));
      assertEquals(0, getInt(fd, SOL_SOCKET, SO_PASSSEC));
      assertEquals(0, setInt(fd, SOL_SOCKET, SO_PASSSEC, 1));
      assertEquals(1, getInt(fd, SOL_SOCKET, SO_PASSSEC));
      assertEquals(-1, getInt(fd, SOL_SOCKET, SO_PEEK_OFF));
      assertErrno(EOPNOTSUPP, setInt(fd, SOL_SOCKET, SO_REUSEPORT, 1));
      assertErrno(EOPNOTSUPP, setInt(fd, 6, 1, 1));
      assertErrno(EOPNOTSUPP, setInt(fd, 0, 1, 1));
      assertErrno(EOPNOTSUPP, calls.getsockopt(fd, 6, 1, label, intAt(4)));
      assertErrno(ENOPROTOOPT, setInt(fd, SOL_SOCKET, 9_999, 1));
    }
    assertErrno(EOPNOTSUPP, calls.socketpair(AF_INET, SOCK_STREAM, 0, arena.allocate(8)));
  }

  @Test
  void peekingCanGoForward() {
    Pair pair = pair(SOCK_STREAM);
    assertEquals(0, setInt(pair.server(), SOL_SOCKET, SO_PEEK_OFF, 1));
    sendText(pair.client(), "abc");
    sendText(pair.client(), "def");
    assertEquals("b", take(pair.server(), 1, MSG_PEEK));
    assertEquals(2, getInt(pair.server(), SOL_SOCKET, SO_PEEK_OFF));
    assertEquals("cde", take(pair.server(), 3, MSG_PEEK));
    assertEquals("ab", take(pair.server(), 2));
    assertEquals(3, getInt(pair.server(), SOL_SOCKET, SO_PEEK_OFF));
    assertEquals("f", take(pair.server(), 9, MSG_PEEK));
    assertEquals("EAGAIN", take(pair.server(), 9, MSG_PEEK));
    assertEquals("cdef", take(pair.server(), 9));
    Pair datagrams = pair(SOCK_DGRAM);
    assertEquals(0, setInt(datagrams.server(), SOL_SOCKET, SO_PEEK_OFF, 0));
    sendText(datagrams.client(), "abc");
    sendText(datagrams.client(), "def");
    assertEquals("ab", take(datagrams.server(), 2, MSG_PEEK));
    assertEquals("c", take(datagrams.server(), 2, MSG_PEEK));
    assertEquals("de", take(datagrams.server(), 2, MSG_PEEK));
    assertEquals("abc", take(datagrams.server(), 9));
    assertEquals("f", take(datagrams.server(), 9, MSG_PEEK));
  }
}
