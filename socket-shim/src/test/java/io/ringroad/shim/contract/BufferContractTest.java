package io.ringroad.shim.contract;

import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_TCP;
import static io.ringroad.shim.abi.MessageFlag.MSG_DONTWAIT;
import static io.ringroad.shim.abi.MessageFlag.MSG_MORE;
import static io.ringroad.shim.abi.PollEvent.POLLIN;
import static io.ringroad.shim.abi.PollEvent.POLLOUT;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketOption.SO_RCVBUF;
import static io.ringroad.shim.abi.SocketOption.SO_RCVLOWAT;
import static io.ringroad.shim.abi.SocketOption.SO_SNDBUF;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_CORK;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_NODELAY;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_NOTSENT_LOWAT;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_QUICKACK;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_WINDOW_CLAMP;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.shim.abi.IoControl;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** Buffers of streams: their sizes, their low water marks, and what waits in them. */
class BufferContractTest extends SocketCallsContract {

  private int ask(int fd, long request) {
    MemorySegment answer = intAt(-1);
    assertEquals(0, calls.ioctl(fd, request, answer));
    return answer.get(JAVA_INT, 0);
  }

  @Test
  void sizesOfANewStreamAndOfOneThatIsSet() {
    int fd = tcp();
    assertEquals(16_384, getInt(fd, SOL_SOCKET, SO_SNDBUF));
    assertEquals(131_072, getInt(fd, SOL_SOCKET, SO_RCVBUF));
    for (int name : new int[] {SO_SNDBUF, SO_RCVBUF}) {
      assertEquals(0, setInt(fd, SOL_SOCKET, name, 50_000));
      assertEquals(100_000, getInt(fd, SOL_SOCKET, name));
    }
  }

  @Test
  void aSetBufferIsNotTuned() {
    int listener = listener(1);
    assertEquals(0, setInt(listener, SOL_SOCKET, SO_SNDBUF, 20_000));
    Pair pair = connectTo(listener);
    assertEquals(40_000, getInt(pair.server(), SOL_SOCKET, SO_SNDBUF));
    assertTrue(getInt(pair.client(), SOL_SOCKET, SO_SNDBUF) > 16_384, "grown when connected");
  }

  @Test
  void theLowWaterMarkHoldsBackReadinessAndGrowsTheBuffer() {
    Pair pair = connectedPair();
    assertEquals(0, setInt(pair.server(), SOL_SOCKET, SO_RCVLOWAT, 10));
    sendText(pair.client(), "12345");
    while (ask(pair.server(), IoControl.SIOCINQ) < 5) {
      Thread.onSpinWait();
    }
    assertEquals(0, poll(pair.server(), POLLIN, 0));
    sendText(pair.client(), "67890");
    await(pair.server(), POLLIN);
    assertEquals("1234567890", receiveText(pair.server(), 20));
    assertEquals(0, setInt(pair.server(), SOL_SOCKET, SO_RCVLOWAT, 1 << 20));
    assertTrue(getInt(pair.server(), SOL_SOCKET, SO_RCVBUF) >= 1 << 20);
  }

  @Test
  void theWindowClampHasAFloor() {
    int fd = tcp();
    assertEquals(0, setInt(fd, IPPROTO_TCP, TCP_WINDOW_CLAMP, 100));
    assertEquals(1_152, getInt(fd, IPPROTO_TCP, TCP_WINDOW_CLAMP));
    assertEquals(0, setInt(fd, IPPROTO_TCP, TCP_WINDOW_CLAMP, 5_000));
    assertEquals(5_000, getInt(fd, IPPROTO_TCP, TCP_WINDOW_CLAMP));
    assertEquals(0, setInt(fd, IPPROTO_TCP, TCP_WINDOW_CLAMP, 0));
    Pair pair = connectedPair();
    assertErrno(EINVAL, setInt(pair.client(), IPPROTO_TCP, TCP_WINDOW_CLAMP, 0));
  }

  @Test
  void quickAcksAreOnUntilTurnedOff() {
    int fd = tcp();
    assertEquals(1, getInt(fd, IPPROTO_TCP, TCP_QUICKACK));
    assertEquals(0, setInt(fd, IPPROTO_TCP, TCP_QUICKACK, 0));
    assertEquals(0, getInt(fd, IPPROTO_TCP, TCP_QUICKACK));
    assertEquals(0, setInt(fd, IPPROTO_TCP, TCP_QUICKACK, 1));
    assertEquals(1, getInt(fd, IPPROTO_TCP, TCP_QUICKACK));
  }

  @Test
  void whatIsCorkedWasNeverSentUntilNoDelayFlushesIt() {
    Pair pair = connectedPair();
    assertEquals(0, setInt(pair.client(), IPPROTO_TCP, TCP_CORK, 1));
    sendText(pair.client(), "corked");
    assertEquals(6, ask(pair.client(), IoControl.SIOCOUTQ));
    assertEquals(6, ask(pair.client(), IoControl.SIOCOUTQNSD));
    assertEquals(0, setInt(pair.client(), IPPROTO_TCP, TCP_NODELAY, 1));
    assertEquals("corked", receiveText(pair.server(), 10));
    assertEquals(0, ask(pair.client(), IoControl.SIOCOUTQNSD));
    while (ask(pair.client(), IoControl.SIOCOUTQ) > 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void unsentBytesHaveALowWaterMark() {
    Pair pair = connectedPair();
    assertEquals(0, setInt(pair.client(), IPPROTO_TCP, TCP_NOTSENT_LOWAT, 1_000));
    assertEquals(1_000, getInt(pair.client(), IPPROTO_TCP, TCP_NOTSENT_LOWAT));
    assertEquals(0, setInt(pair.client(), IPPROTO_TCP, TCP_CORK, 1));
    assertEquals(POLLOUT, poll(pair.client(), POLLOUT, 0));
    MemorySegment data = arena.allocate(1_000);
    assertEquals(1_000, calls.send(pair.client(), data, 1_000, MSG_DONTWAIT | MSG_MORE));
    assertEquals(0, poll(pair.client(), POLLOUT, 0));
    assertEquals(0, setInt(pair.client(), IPPROTO_TCP, TCP_CORK, 0));
    await(pair.client(), POLLOUT);
  }
}
