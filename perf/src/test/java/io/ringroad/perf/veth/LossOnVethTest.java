package io.ringroad.perf.veth;

import static io.ringroad.perf.veth.LossyLink.ENGINE_ADDRESS;
import static io.ringroad.perf.veth.LossyLink.KERNEL_ADDRESS;
import static io.ringroad.perf.veth.LossyLink.PREFIX_LENGTH;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringroad.ffm.linux.NetNamespace;
import io.ringroad.perf.client.StreamVerifier;
import io.ringroad.perf.socket.Endpoint;
import io.ringroad.shim.kernel.KernelSockets;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TCP between the engine and a real kernel, over a network that loses packets both ways. */
@Tag("integration")
@Timeout(300)
class LossOnVethTest {
  private static final int PORT = 7000;
  private static final Endpoint ENGINE = new Endpoint(ENGINE_ADDRESS, PORT);
  private static final Endpoint KERNEL = new Endpoint(KERNEL_ADDRESS, PORT);
  private static final int CONNECTIONS = 200;
  private static final int BYTES_EACH = 20_000;

  @BeforeAll
  static void check() {
    Requirements.rootAndDpdk();
  }

  /** Sizes by loss: a timeout for every few segments makes 20 % very slow, on Linux too. */
  @ParameterizedTest
  @CsvSource({"0, 50000000", "1, 20000000", "5, 5000000", "20, 50000"})
  void everyByteOfTheKernelsComesBack(int lossPercent, long bytes) throws Exception {
    try (LossyLink link = new LossyLink(lossPercent);
        PerfProcess server = serve(link);
        NetNamespace kernelSide = link.enterKernelSide();
        StreamVerifier verifier = new StreamVerifier(new KernelSockets(), ENGINE, bytes)) {
      long[] compared = new long[1];
      verifier.run(count -> compared[0] = count);
      assertEquals(bytes, compared[0]);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 50000000", "1, 20000000", "5, 5000000", "20, 50000"})
  void everyByteOfTheEnginesComesBack(int lossPercent, long bytes) throws Exception {
    try (LossyLink link = new LossyLink(lossPercent);
        KernelEcho echo = new KernelEcho(link::enterKernelSide, KERNEL);
        PerfProcess client =
            PerfProcess.start(
                link.engineSpace(),
                List.of(
                    "verify",
                    "--device=afpacket:" + link.engineLink(),
                    "--address=" + ENGINE_ADDRESS + PREFIX_LENGTH,
                    "--wait=blocking",
                    "--tcp-bytes=" + bytes,
                    KERNEL.toString()))) {
      client.awaitLine("TCP: %,d of %,d bytes".formatted(bytes, bytes));
      client.finish();
    }
  }

  /** Hundreds at once; every fourth is cut off by a reset or with data unread, and harms nobody. */
  @Test
  void hundredsOfConnectionsAndAbruptEnds() throws Exception {
    try (LossyLink link = new LossyLink(1);
        PerfProcess server = serve(link);
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS)) {
      List<Future<Boolean>> results = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        int number = i;
        results.add(threads.submit(inKernelSpace(link, () -> converse(number))));
      }
      for (Future<Boolean> result : results) {
        assertEquals(true, result.get());
      }
      // After all of that the server serves as before.
      assertEquals(
          true, threads.submit(inKernelSpace(link, () -> converse(CONNECTIONS + 1))).get());
    }
  }

  /** Each thread opens its socket where it is: the pool's threads enter the namespace. */
  private static Callable<Boolean> inKernelSpace(LossyLink link, Callable<Boolean> work) {
    return () -> {
      try (NetNamespace kernelSide = link.enterKernelSide()) {
        return work.call();
      }
    };
  }

  private static boolean converse(int number) throws IOException {
    byte[] data = new byte[BYTES_EACH];
    new Random(number).nextBytes(data);
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(ENGINE_ADDRESS, PORT));
      socket.getOutputStream().write(data);
      if (number % 8 == 0) {
        socket.setSoLinger(true, 0); // closed by a reset
        return true;
      }
      if (number % 8 == 4) {
        return socket.getInputStream().read() == (data[0] & 0xFF); // closed with data unread
      }
      socket.shutdownOutput();
      byte[] back = new byte[BYTES_EACH];
      new DataInputStream(socket.getInputStream()).readFully(back);
      return Arrays.equals(data, back) && socket.getInputStream().read() == -1;
    }
  }

  /** The engine's process is killed in the middle: its peers learn it as soon as they ask again. */
  @Test
  void aKilledEngineIsFollowedByOneThatResetsWhatItDoesNotKnow() throws Exception {
    try (LossyLink link = new LossyLink(0);
        NetNamespace kernelSide = link.enterKernelSide();
        Socket orphan = new Socket()) {
      try (PerfProcess server = serve(link)) {
        orphan.connect(new InetSocketAddress(ENGINE_ADDRESS, PORT));
        orphan.getOutputStream().write(1);
        assertEquals(1, orphan.getInputStream().read());
        server.kill();
      }
      try (PerfProcess server = serve(link)) {
        orphan.getOutputStream().write(2);
        try {
          assertEquals(-1, orphan.getInputStream().read());
        } catch (IOException e) {
          assertEquals("Connection reset", e.getMessage());
        }
        assertEquals(true, converse(1));
      }
    }
  }

  private static PerfProcess serve(LossyLink link) throws IOException {
    PerfProcess server =
        PerfProcess.start(
            link.engineSpace(),
            List.of(
                "serve",
                "--device=afpacket:" + link.engineLink(),
                "--address=" + ENGINE_ADDRESS + PREFIX_LENGTH,
                "--wait=blocking",
                "--tcp=" + PORT));
    server.awaitLine("ready");
    return server;
  }
}
