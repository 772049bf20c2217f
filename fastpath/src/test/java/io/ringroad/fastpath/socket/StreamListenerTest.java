package io.ringroad.fastpath.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamListenerTest {
  private final SocketFixture fixture = new SocketFixture();
  private final SocketContext otherLane = new SocketContext(fixture.pool, fixture.cache, 1);
  private final StreamSocket socket = new StreamSocket(fixture.context);
  private final StreamListener listener = new StreamListener(socket, 2, 1, 128);

  @AfterEach
  void everyFrameIsBack() {
    fixture.close();
  }

  @Test
  void takesOneMoreThanTheBacklogAsLinuxDoes() {
    socket.listener(listener);
    assertTrue(listener.offer(new StreamSocket(fixture.context, listener)));
    assertNotEquals(0, socket.readiness() & Readiness.ACCEPTABLE);
    assertTrue(listener.offer(new StreamSocket(otherLane, listener)));
    assertTrue(listener.isFull());
    assertFalse(listener.offer(new StreamSocket(fixture.context, listener)));
    listener.backlog(2);
    assertTrue(listener.offer(new StreamSocket(fixture.context, listener)));
    assertEquals(3, listener.size());
  }

  @Test
  void takesFromAllLanesInTurn() {
    listener.backlog(10);
    StreamSocket first = new StreamSocket(fixture.context, listener);
    StreamSocket second = new StreamSocket(otherLane, listener);
    StreamSocket third = new StreamSocket(fixture.context, listener);
    listener.offer(first);
    listener.offer(third);
    listener.offer(second);
    assertSame(first, listener.poll());
    assertSame(second, listener.poll());
    assertSame(third, listener.poll());
    assertNull(listener.poll());
    assertTrue(listener.isEmpty());
    assertEquals(0, socket.readiness() & Readiness.ACCEPTABLE);
  }

  @Test
  void aClosedListenerTakesNothing() {
    listener.close();
    assertFalse(listener.offer(new StreamSocket(fixture.context, listener)));
    assertTrue(listener.isEmpty());
  }

  @Test
  void aConnectionHasItsListenersOptionsUntilItChangesThem() {
    socket.options().set(SocketOption.NO_DELAY, 1);
    StreamSocket connection = new StreamSocket(fixture.context, listener);
    assertTrue(connection.options().isSet(SocketOption.NO_DELAY));
    connection.options().set(SocketOption.KEEP_ALIVE, 1);
    assertFalse(socket.options().isSet(SocketOption.KEEP_ALIVE));
    socket.options().set(SocketOption.NO_DELAY, 0);
    assertTrue(connection.options().isSet(SocketOption.NO_DELAY));
    assertEquals(64, connection.options().getInt(SocketOption.HOP_LIMIT));
    assertEquals(5, connection.options().getOr(SocketOption.SYN_COUNT, 5));
  }
}
