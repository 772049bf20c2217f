package io.ringroad.shim.fuzz;

import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.AddressFamily.AF_INET6;
import static io.ringroad.shim.abi.AddressFamily.AF_UNIX;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_NONBLOCK;
import static io.ringroad.shim.abi.SocketType.SOCK_RAW;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.ringroad.pmd.NativeFramePool;
import io.ringroad.pmd.sim.InjectionNic;
import io.ringroad.shim.Errno;
import io.ringroad.shim.Ringroad;
import io.ringroad.shim.RingroadConfig;
import io.ringroad.shim.SocketCalls;
import io.ringroad.shim.abi.Iovec;
import io.ringroad.shim.abi.Msghdr;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Socket addresses, control data and option values made of any bytes, in memory that ends where
 * they end. Every call answers with a result or a known error number, and nothing is lost.
 *
 * <pre>
 *   0         1      2        2 + length
 *   +---------+------+--------+- - - - - -+
 *   | socket  | call | length | bytes     |  again and again
 *   +---------+------+--------+- - - - - -+
 * </pre>
 */
class CallsFuzzTest {
  private static final int LARGEST_ERRNO = 4_095;
  private static final int MOST_CALLS = 64;
  private static final int[][] KINDS = {
    {AF_INET, SOCK_DGRAM, 0},
    {AF_INET, SOCK_STREAM, 0},
    {AF_INET, SOCK_RAW, 99},
    {AF_INET, SOCK_DGRAM, 1},
    {AF_UNIX, SOCK_DGRAM, 0},
    {AF_UNIX, SOCK_STREAM, 0},
    {AF_INET6, SOCK_DGRAM, 0},
    {AF_INET6, SOCK_STREAM, 0},
  };

  private static final NativeFramePool POOL = new NativeFramePool(512);

  private final long[] nowNs = {1_000_000_000L};
  private SocketCalls calls;
  private Arena arena;

  @FuzzTest
  void arguments(byte[] input) {
    InjectionNic nic = new InjectionNic("fuzzed", 0x0200_0000_0001L, 1_500, POOL, 512);
    RingroadConfig config =
        RingroadConfig.builder()
            .nic(nic, "10.0.0.1/24")
            .pool(POOL)
            .clock(() -> nowNs[0])
            .drivenByCaller()
            .seed(7, 7)
            .build();
    try (Ringroad engine = Ringroad.launch(config);
        Arena scope = Arena.ofConfined()) {
      calls = engine.sockets();
      arena = scope;
      engine.lane(0).doWork();
      play(engine, ByteBuffer.wrap(input).order(ByteOrder.LITTLE_ENDIAN));
    }
    nic.close();
    assertEquals(0, POOL.inUse(), "frames that did not come back");
  }

  private void play(Ringroad engine, ByteBuffer in) {
    int[] sockets = new int[KINDS.length];
    for (int i = 0; i < KINDS.length; i++) {
      sockets[i] = calls.socket(KINDS[i][0], KINDS[i][1] | SOCK_NONBLOCK, KINDS[i][2]);
    }
    for (int i = 0; i < MOST_CALLS && in.remaining() >= 3; i++) {
      int fd = sockets[in.get() & KINDS.length - 1];
      int call = in.get() & 0xFF;
      MemorySegment bytes = bytes(in);
      check(make(fd, call, bytes), call);
      nowNs[0] += 1_000_000;
      engine.lane(0).doWork();
    }
  }

  private MemorySegment bytes(ByteBuffer in) {
    byte[] bytes = new byte[Math.min(in.get() & 0xFF, in.remaining())];
    in.get(bytes);
    MemorySegment memory = arena.allocate(bytes.length, 1);
    MemorySegment.copy(MemorySegment.ofArray(bytes), 0, memory, 0, bytes.length);
    return memory;
  }

  private static void check(long result, int call) {
    assertTrue(result >= -LARGEST_ERRNO, () -> "call " + call + " returned " + result);
    if (result < 0) {
      assertFalse(Errno.name((int) result).startsWith("errno"), () -> call + ": " + result);
    }
  }

  private long make(int fd, int call, MemorySegment bytes) {
    int length = (int) bytes.byteSize();
    return switch (call % 8) {
      case 0 -> calls.bind(fd, bytes, length);
      case 1 -> calls.connect(fd, bytes, length);
      case 2 -> calls.sendto(fd, arena.allocate(8), 8, 0, bytes, length);
      case 3 -> calls.sendmsg(fd, message(bytes), 0);
      case 4 -> calls.recvmsg(fd, message(bytes), 0);
      case 5 -> option(fd, bytes, true);
      case 6 -> option(fd, bytes, false);
      default -> calls.listen(fd, length);
    };
  }

  /** A message of eight bytes whose control data are the bytes. */
  private MemorySegment message(MemorySegment control) {
    MemorySegment iov = arena.allocate(Iovec.SIZE);
    Iovec.set(iov, 0, arena.allocate(8));
    MemorySegment message = Msghdr.allocate(arena, iov, 1);
    Msghdr.control(message, 0, control.address(), control.byteSize());
    return message;
  }

  /** The first two bytes are level and name, the others the value. */
  private long option(int fd, MemorySegment bytes, boolean set) {
    if (bytes.byteSize() < 2) {
      return 0;
    }
    int level = bytes.get(JAVA_BYTE, 0) & 0xFF;
    int name = bytes.get(JAVA_BYTE, 1) & 0xFF;
    MemorySegment value = bytes.asSlice(2);
    if (set) {
      return calls.setsockopt(fd, level, name, value, (int) value.byteSize());
    }
    MemorySegment length = arena.allocate(4);
    length.set(JAVA_INT_UNALIGNED, 0, (int) value.byteSize());
    return calls.getsockopt(fd, level, name, value, length);
  }
}
