package io.ringroad.shim.contract;

import static io.ringroad.shim.abi.PollEvent.POLLIN;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringroad.shim.abi.SockaddrIn;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * A contract about what others on the machine must not see: the kernel has a network of its own.
 */
abstract class NetworkContract extends SocketCallsContract {
  private PrivateNetwork network;

  @BeforeEach
  void enterNetwork() {
    if (implementation == Implementation.KERNEL) {
      network = new PrivateNetwork();
    }
  }

  @AfterEach
  void leaveNetwork() {
    if (network != null) {
      network.close();
    }
  }

  /** Receives a datagram that is there, or comes. */
  byte[] receive(int fd) {
    return receive(fd, MemorySegment.NULL, MemorySegment.NULL);
  }

  byte[] receive(int fd, MemorySegment from, MemorySegment fromLength) {
    MemorySegment buffer = arena.allocate(70_000);
    await(fd, POLLIN);
    long length = calls.recvfrom(fd, buffer, buffer.byteSize(), 0, from, fromLength);
    assertOk(length);
    return buffer.asSlice(0, length).toArray(JAVA_BYTE);
  }

  long send(int fd, byte[] bytes, MemorySegment to) {
    MemorySegment memory = arena.allocateFrom(JAVA_BYTE, bytes);
    return calls.sendto(fd, memory, bytes.length, 0, to, to == null ? 0 : SockaddrIn.SIZE);
  }

  static int u8(byte[] bytes, int offset) {
    return bytes[offset] & 0xff;
  }

  static int u16(byte[] bytes, int offset) {
    return u8(bytes, offset) << 8 | u8(bytes, offset + 1);
  }

  /** RFC 1071 over a part of the bytes: 0 if the checksum in it is right. */
  static int checksum(byte[] bytes, int from, int to) {
    int sum = 0;
    for (int i = from; i < to; i += 2) {
      sum += u8(bytes, i) << 8 | (i + 1 < to ? u8(bytes, i + 1) : 0);
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return ~sum & 0xffff;
  }

  static void assertValid(byte[] bytes, int from, int to) {
    assertEquals(0, checksum(bytes, from, to), "checksum");
  }
}
