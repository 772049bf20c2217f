package io.ringroad.perf.veth;

import static io.ringroad.perf.veth.VethPair.ENGINE_ADDRESS;
import static io.ringroad.perf.veth.VethPair.PREFIX_LENGTH;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.ffm.linux.NetNamespace;
import io.ringroad.perf.client.DatagramVerifier;
import io.ringroad.perf.client.StreamVerifier;
import io.ringroad.perf.socket.Endpoint;
import io.ringroad.shim.kernel.KernelSockets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine in a process of its own, and a real kernel with real programs on the other end. */
@Tag("integration")
@Timeout(300)
class EngineOnVethTest {
  private static final int ECHO_PORT = 7000;
  private static final int HTTP_PORT = 8080;
  private static final Endpoint ECHO = new Endpoint(ENGINE_ADDRESS, ECHO_PORT);
  private static final long TRANSFER_BYTES = 100_000_000;
  private static final int DATAGRAMS = 10_000;
  private static final int MAX_DATAGRAM_BYTES = 1472;
  private static final long LONGEST_SLEEP_NS = 1_000_000;
  private static final int TURNS_OF_BACKING_OFF = 1_205;

  private VethPair veth;

  @BeforeAll
  static void check() {
    Requirements.rootAndDpdk();
  }

  @BeforeEach
  void makeLink() throws Exception {
    veth = new VethPair();
  }

  @AfterEach
  void removeLink() throws Exception {
    veth.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"afpacket", "afxdp"})
  void kernelProgramsFindIt(String driver) throws Exception {
    try (PerfProcess server = serve(driver)) {
      programsGetTheirAnswers();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"afpacket", "afxdp"})
  void everyByteComesBack(String driver) throws Exception {
    try (PerfProcess server = serve(driver);
        NetNamespace kernelSide = veth.enterKernelSide()) {
      long[] compared = new long[2];
      try (StreamVerifier stream = new StreamVerifier(new KernelSockets(), ECHO, TRANSFER_BYTES)) {
        stream.run(count -> compared[0] = count);
      }
      new DatagramVerifier(new KernelSockets(), DATAGRAMS, MAX_DATAGRAM_BYTES)
          .run(ECHO, count -> compared[1] = count);
      assertEquals(TRANSFER_BYTES, compared[0]);
      assertEquals(DATAGRAMS, compared[1]);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"afpacket", "afxdp"})
  void aKilledServerIsStartedAnew(String driver) throws Exception {
    try (PerfProcess server = serve(driver)) {
      programsGetTheirAnswers();
      server.kill();
    }
    try (PerfProcess server = serve(driver)) {
      programsGetTheirAnswers();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"afpacket", "afxdp"})
  void theEngineIsAClientOfTheKernel(String driver) throws Exception {
    Endpoint remote = new Endpoint(VethPair.KERNEL_ADDRESS, ECHO_PORT);
    try (KernelEcho echo = new KernelEcho(veth::enterKernelSide, remote);
        PerfProcess client =
            PerfProcess.start(
                veth.engineSpace(),
                List.of(
                    "verify",
                    "--device=" + driver + ":" + veth.engineLink(),
                    "--address=" + ENGINE_ADDRESS + PREFIX_LENGTH,
                    "--tcp-bytes=" + TRANSFER_BYTES,
                    "--udp-datagrams=" + DATAGRAMS,
                    remote.toString()))) {
      client.awaitLine("TCP: 100,000,000 of 100,000,000 bytes");
      client.awaitLine("UDP: 10,000 of 10,000 datagrams");
      client.finish();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"afpacket", "afxdp"})
  void idlenessCostsLittle(String driver, @TempDir Path folder) throws Exception {
    Path file = folder.resolve("counters");
    try (PerfProcess server = serve(driver, "--wait=blocking", "--set=counters=" + file)) {
      programsGetTheirAnswers();
      EngineCounters counters = new EngineCounters(file);
      final long startNs = System.nanoTime();
      final long cpuNs = server.laneCpuNs();
      final long busy = counters.busyCycles();
      final long cycles = counters.cycles();
      // Two seconds in which nothing else arrives; more where the machine is slow.
      ping("-c 2 -i 2");
      final long turned = counters.cycles() - cycles;
      final long worked = counters.busyCycles() - busy;
      final long tookCpuNs = server.laneCpuNs() - cpuNs;
      final long tookNs = System.nanoTime() - startNs;
      System.out.printf(
          "An idle lane on %s turned %,d times (%,d with work), %.1f %% of a core%n",
          driver, turned, worked, 100.0 * tookCpuNs / tookNs);
      // However slow the machine: a lane that sleeps turns once a millisecond, and backs off
      // anew after each bit of work. One that does not sleep turns a hundred times as often.
      long limit = 2 * (tookNs / LONGEST_SLEEP_NS + (worked + 1) * TURNS_OF_BACKING_OFF);
      assertTrue(turned < limit, turned + " turns, " + worked + " with work; limit " + limit);
      assertTrue(worked > 0, "it answered, and counted no work");
    }
  }

  private PerfProcess serve(String driver, String... more) throws Exception {
    List<String> arguments = new ArrayList<>();
    arguments.add("serve");
    arguments.add("--device=" + driver + ":" + veth.engineLink());
    arguments.add("--address=" + ENGINE_ADDRESS + PREFIX_LENGTH);
    arguments.add("--tcp=" + ECHO_PORT);
    arguments.add("--udp=" + ECHO_PORT);
    arguments.add("--http=" + HTTP_PORT);
    arguments.addAll(List.of(more));
    PerfProcess server = PerfProcess.start(veth.engineSpace(), arguments);
    server.awaitLine("ready");
    return server;
  }

  private void programsGetTheirAnswers() throws Exception {
    ping("-c 3 -i 0.1");
    assertEquals("around\n", netcat("-N"));
    assertEquals("around\n", netcat("-u -W 1"));
    String url = "http://" + ENGINE_ADDRESS + ":" + HTTP_PORT + "/";
    String page = veth.fromKernel("curl -sS --noproxy * --max-time 60 " + url).output();
    assertTrue(page.startsWith("Hello"), page);
  }

  private void ping(String options) throws Exception {
    String said = veth.fromKernel("ping -q -W 30 " + options + " " + ENGINE_ADDRESS).output();
    assertTrue(said.contains(" 0% packet loss"), said);
  }

  private String netcat(String options) throws Exception {
    String command = "nc -w 30 " + options + " " + ENGINE_ADDRESS + " " + ECHO_PORT;
    return veth.fromKernel(command).withInput("around\n").output();
  }
}
