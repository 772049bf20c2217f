package io.ringroad.perf.echo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.perf.client.DatagramVerifier;
import io.ringroad.perf.client.PingPong;
import io.ringroad.perf.client.StreamVerifier;
import io.ringroad.perf.client.Wait;
import io.ringroad.perf.socket.Endpoint;
import io.ringroad.perf.socket.SocketFailure;
import io.ringroad.shim.SocketCalls;
import io.ringroad.shim.kernel.KernelSockets;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The server and its clients against each other, on the kernel's loopback. */
@Timeout(180)
class KernelEchoTest {
  private static final Endpoint ANY_PORT = new Endpoint("127.0.0.1", 0);
  private static final long BYTES = 5_000_000;
  private static final int DATAGRAMS = 3_000;
  private static final int MAX_DATAGRAM_BYTES = 1472;

  private final SocketCalls sockets = new KernelSockets();
  private final EchoServer server = new EchoServer(sockets, ANY_PORT, ANY_PORT);
  private volatile boolean stopped;
  private Thread thread;

  @AfterEach
  void stopServer() throws InterruptedException {
    stopped = true;
    if (thread != null) {
      thread.interrupt();
      thread.join();
    }
    server.close();
  }

  @ParameterizedTest
  @EnumSource(Wait.class)
  void everyByteComesBackOverTcp(Wait wait) {
    start(wait);
    long[] compared = new long[1];

    verify(BYTES, count -> compared[0] = count);

    assertEquals(BYTES, compared[0]);
  }

  @ParameterizedTest
  @EnumSource(Wait.class)
  void everyDatagramComesBackOverUdp(Wait wait) {
    start(wait);
    long[] compared = new long[1];

    new DatagramVerifier(sockets, DATAGRAMS, MAX_DATAGRAM_BYTES)
        .run(udp(), count -> compared[0] = count);

    assertEquals(DATAGRAMS, compared[0]);
  }

  @ParameterizedTest
  @EnumSource(Wait.class)
  void roundTripsAreTimed(Wait wait) {
    start(Wait.BLOCKING);
    int stream = tcp().connectStream(sockets);
    int datagram = udp().connectDatagram(sockets);
    try (PingPong tcp = new PingPong(sockets, stream, wait, 64, false);
        PingPong udp = new PingPong(sockets, datagram, wait, 64, true)) {
      assertPlausible(tcp.run(TimeUnit.MILLISECONDS.toNanos(50)));
      assertPlausible(udp.run(TimeUnit.MILLISECONDS.toNanos(50)));
      assertEquals(0, udp.lost());
    }
  }

  @Test
  void severalConnectionsAreServedAtOnce() throws Exception {
    start(Wait.BLOCKING);
    Thread[] clients = new Thread[4];
    long[] compared = new long[clients.length];
    for (int i = 0; i < clients.length; i++) {
      int client = i;
      clients[i] = new Thread(() -> verify(BYTES / 4, count -> compared[client] = count));
      clients[i].start();
    }
    for (int i = 0; i < clients.length; i++) {
      clients[i].join();
      assertEquals(BYTES / 4, compared[i]);
    }
  }

  @Test
  void aRefusedConnectionNamesCallAndError() {
    int port;
    try (EchoServer gone = new EchoServer(sockets, ANY_PORT, null)) {
      port = gone.tcpPort();
    }
    Endpoint closed = new Endpoint(ANY_PORT.address(), port);
    SocketFailure failure =
        assertThrows(
            SocketFailure.class,
            () -> {
              try (StreamVerifier verifier = new StreamVerifier(sockets, closed, 1)) {
                verifier.run(count -> {});
              }
            });
    assertTrue(failure.getMessage().contains("ECONNREFUSED"), failure.getMessage());
  }

  private void verify(long bytes, LongConsumer progress) {
    try (StreamVerifier verifier = new StreamVerifier(sockets, tcp(), bytes)) {
      verifier.run(progress);
    }
  }

  private static void assertPlausible(Histogram histogram) {
    assertTrue(histogram.getTotalCount() > 0);
    assertTrue(histogram.getMinValue() > 0);
  }

  private Endpoint tcp() {
    return new Endpoint(ANY_PORT.address(), server.tcpPort());
  }

  private Endpoint udp() {
    return new Endpoint(ANY_PORT.address(), server.udpPort());
  }

  private void start(Wait wait) {
    thread =
        new Thread(
            () -> {
              while (!stopped) {
                if (wait == Wait.BLOCKING) {
                  server.await();
                } else {
                  server.serve();
                }
              }
            });
    thread.start();
  }
}
