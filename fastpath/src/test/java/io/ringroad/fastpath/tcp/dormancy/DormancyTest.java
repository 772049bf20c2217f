package io.ringroad.fastpath.tcp.dormancy;

import static io.ringroad.fastpath.tcp.TcpPeer.MS;
import static io.ringroad.fastpath.tcp.TcpPeer.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.socket.StreamListener;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.fastpath.tcp.TcpPeer;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import io.ringroad.fastpath.tcp.connection.TcpState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Silent connections sleep, and wake up as they were. */
class DormancyTest {

  private final TcpPeer peer = new TcpPeer(TcpConfig.DEFAULTS);
  private StreamSocket socket;

  @AfterEach
  void end() {
    peer.stack.tcp.abort(socket, peer.nowNs);
    socket.applicationDone();
    assertEquals(0, peer.stack.count(TcpCounter.ASLEEP));
    peer.close();
  }

  private void accept() {
    peer.stamps = true;
    peer.windowScale = 7;
    StreamListener listener = peer.listen();
    socket = peer.accept(listener);
  }

  private void exchange(int times) {
    for (int i = 0; i < times; i++) {
      peer.advance(2 * MS);
      peer.stampValue += 2;
      peer.sendData(1 + 100 * i, 1 + 50 * i, 100);
      peer.read(socket, 100 * i, 100);
      peer.write(socket, 50 * i, 50);
      peer.advance(2 * MS);
      while (peer.stack.sentCount() > 0) {
        peer.stampEcho = peer.expect().options().timestampValue();
      }
      peer.stampValue += 2;
      peer.send("A", 1 + 100 * (i + 1), 1 + 50 * (i + 1));
    }
  }

  private void fallAsleep() {
    peer.advance(25 * SECOND);
    peer.expectNothing();
    assertInstanceOf(DormantConnection.class, socket.protocolState());
    assertEquals(1, peer.stack.count(TcpCounter.ASLEEP));
  }

  private static String describe(TcpConnection c) throws IllegalAccessException {
    StringBuilder text = new StringBuilder();
    append(text, c, TcpConnection.class);
    for (Object part :
        new Object[] {c.snd, c.rcv, c.ack, c.space, c.recovery, c.window, c.rtt, c.destination}) {
      append(text, part, part.getClass());
    }
    return text.toString();
  }

  private static void append(StringBuilder text, Object object, Class<?> type)
      throws IllegalAccessException {
    for (java.lang.reflect.Field field : type.getDeclaredFields()) {
      boolean plain = field.getType().isPrimitive() || field.getType().isEnum();
      if (plain
          && !java.lang.reflect.Modifier.isStatic(field.getModifiers())
          && !field.getName().startsWith("route")) {
        field.setAccessible(true);
        text.append(type.getSimpleName() + '.' + field.getName() + '=' + field.get(object) + '\n');
      }
    }
  }

  @Test
  void everyValueSurvivesTheSleep() throws IllegalAccessException {
    accept();
    exchange(20);
    peer.connection(socket).destination.pathMtu(1234);
    final String before = describe(peer.connection(socket));
    fallAsleep();
    assertEquals(before, describe(peer.connection(socket)));
    assertEquals(1, peer.stack.count(TcpCounter.WAKE_UPS));
  }

  @Test
  void aSegmentWakesUp() {
    accept();
    exchange(3);
    fallAsleep();
    peer.stampValue += 25_000;
    peer.sendData(301, 151, 100);
    peer.advance(50 * MS);
    peer.expect("A", 151, 401);
    assertEquals(100, peer.read(socket, 300, 1000));
    assertEquals(TcpState.ESTABLISHED, peer.stack.tcp.state(socket));
  }

  @Test
  void aWriteWakesUp() {
    accept();
    exchange(3);
    fallAsleep();
    assertEquals(30, peer.write(socket, 150, 30));
    peer.expectData(151, 301, 30);
    peer.send("A", 301, 181);
    assertEquals(0, socket.unacknowledgedBytes());
  }

  @Test
  void keepaliveGoesOnWhileAsleep() {
    accept();
    socket.options().set(SocketOption.KEEP_ALIVE, 1);
    socket.options().set(SocketOption.KEEP_IDLE, 60 * SECOND);
    peer.stack.tcp.onOptionChanged(socket, SocketOption.KEEP_ALIVE, peer.nowNs);
    fallAsleep();
    peer.advance(36 * SECOND);
    peer.expect("A", 0, 1);
    peer.stampValue += 61_000;
    peer.send("A", 1, 1);
    fallAsleep();
  }

  @Test
  void whatIsUnreadKeepsAwake() {
    accept();
    peer.sendData(1, 1, 100);
    peer.expect("A", 1, 101);
    peer.advance(60 * SECOND);
    assertInstanceOf(TcpConnection.class, socket.protocolState());
    assertEquals(100, peer.read(socket, 0, 100));
    peer.advance(60 * SECOND);
    assertInstanceOf(DormantConnection.class, socket.protocolState());
  }

  @Test
  void closingWakesUp() {
    accept();
    fallAsleep();
    peer.stack.tcp.shutdownSend(socket, peer.nowNs);
    peer.stack.cycle(peer.nowNs);
    peer.expect("FA", 1, 1);
  }

  @Test
  void aResetInSleepIsTold() {
    accept();
    fallAsleep();
    peer.send("R", 1, 0);
    assertEquals(TcpState.CLOSED, peer.stack.tcp.state(socket));
    assertEquals(0, peer.stack.tcp.connectionCount());
  }
}
