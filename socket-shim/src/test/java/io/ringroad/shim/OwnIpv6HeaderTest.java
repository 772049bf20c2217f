package io.ringroad.shim;

import static io.ringroad.shim.abi.AddressFamily.AF_INET6;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_RAW;
import static io.ringroad.shim.abi.PollEvent.POLLERR;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketOption.SO_ERROR;
import static io.ringroad.shim.abi.SocketType.SOCK_RAW;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.shim.abi.Pollfd;
import io.ringroad.shim.abi.SockaddrIn6;
import io.ringroad.shim.contract.Implementation;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** A raw socket of AF_INET6 that brings its own header hears that the engine takes none. */
class OwnIpv6HeaderTest {
  private static final int WAIT_MS = 30_000;

  @Test
  void aPacketWithItsOwnHeaderIsRefusedAndTheEngineGoesOn() {
    try (Implementation.Host host = Implementation.RINGROAD.start();
        Arena arena = Arena.ofConfined()) {
      SocketCalls calls = host.calls();
      int fd = calls.socket(AF_INET6, SOCK_RAW, IPPROTO_RAW);
      MemorySegment name = SockaddrIn6.allocate(arena, "::1", 0);
      assertEquals(48, calls.sendto(fd, arena.allocate(48), 48, 0, name, SockaddrIn6.SIZE));
      MemorySegment poll = arena.allocate(Pollfd.SIZE, 4);
      Pollfd.set(poll, 0, fd, 0);
      assertEquals(1, calls.poll(poll, 1, WAIT_MS));
      assertEquals(POLLERR, Pollfd.revents(poll, 0));
      MemorySegment error = arena.allocate(JAVA_INT);
      MemorySegment length = arena.allocateFrom(JAVA_INT, Integer.BYTES);
      assertEquals(0, calls.getsockopt(fd, SOL_SOCKET, SO_ERROR, error, length));
      assertEquals(Errno.EINVAL, error.get(JAVA_INT, 0));
      assertTrue(calls.socket(AF_INET6, SOCK_RAW, IPPROTO_RAW) > fd, "the lane still answers");
    }
  }
}
