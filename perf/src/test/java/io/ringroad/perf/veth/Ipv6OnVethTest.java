package io.ringroad.perf.veth;

import static io.ringroad.perf.veth.VethPair.ENGINE_ADDRESS_6;
import static io.ringroad.perf.veth.VethPair.KERNEL_ADDRESS_6;
import static io.ringroad.perf.veth.VethPair.PREFIX_LENGTH_6;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringroad.ffm.linux.NetNamespace;
import io.ringroad.perf.client.DatagramVerifier;
import io.ringroad.perf.client.StreamVerifier;
import io.ringroad.perf.example.TinyEchoServer;
import io.ringroad.perf.socket.Endpoint;
import io.ringroad.shim.kernel.KernelSockets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The engine speaks IPv6 with a real kernel and its programs. */
@Tag("integration")
@Timeout(300)
class Ipv6OnVethTest {
  private static final int PORT = 7000;
  private static final Endpoint ECHO = new Endpoint(ENGINE_ADDRESS_6, PORT);
  private static final long TRANSFER_BYTES = 20_000_000;
  private static final int DATAGRAMS = 2_000;
  private static final int MTU = 1_500;
  private static final int IPV6_AND_ICMP_BYTES = 48;

  private VethPair veth;

  @BeforeAll
  static void check() {
    Requirements.rootAndDpdk();
  }

  @BeforeEach
  void makeLink() throws Exception {
    veth = new VethPair();
    veth.addKernelIpv6();
  }

  @AfterEach
  void removeLink() throws Exception {
    veth.close();
  }

  private List<String> engine(String command) {
    List<String> arguments = new ArrayList<>();
    arguments.add(command);
    arguments.add("--device=afpacket:" + veth.engineLink());
    arguments.add("--address=" + ENGINE_ADDRESS_6 + PREFIX_LENGTH_6);
    return arguments;
  }

  private PerfProcess serve() throws Exception {
    List<String> arguments = engine("serve");
    arguments.addAll(List.of("--tcp=" + PORT, "--udp=" + PORT));
    PerfProcess server = PerfProcess.start(veth.engineSpace(), arguments);
    server.awaitLine("ready");
    return server;
  }

  /** Each length there is, one after the other; ping compares what comes back. */
  @Test
  void pingsOfAllSizesAreAnswered() throws Exception {
    try (PerfProcess server = serve()) {
      int largest = MTU - IPV6_AND_ICMP_BYTES;
      String ping = "ping -6 -q -n -c 1 -W 30 -s $s " + ENGINE_ADDRESS_6;
      String line = "for s in $(seq 0 " + largest + "); do " + ping + " || echo lost $s; done";
      String said = veth.fromKernel("sh -s").withInput(line).output();
      assertEquals(largest + 1, count(said, "1 received"), said);
      assertEquals(0, count(said, "lost"), said);
    }
  }

  @Test
  void everyByteComesBack() throws Exception {
    try (PerfProcess server = serve();
        NetNamespace kernelSide = veth.enterKernelSide()) {
      long[] compared = new long[2];
      try (StreamVerifier stream = new StreamVerifier(new KernelSockets(), ECHO, TRANSFER_BYTES)) {
        stream.run(count -> compared[0] = count);
      }
      new DatagramVerifier(new KernelSockets(), DATAGRAMS, MTU - IPV6_AND_ICMP_BYTES)
          .run(ECHO, count -> compared[1] = count);
      assertEquals(TRANSFER_BYTES, compared[0]);
      assertEquals(DATAGRAMS, compared[1]);
    }
  }

  @Test
  void theEngineIsAClientOfTheKernel() throws Exception {
    Endpoint remote = new Endpoint(KERNEL_ADDRESS_6, PORT);
    List<String> arguments = engine("verify");
    arguments.addAll(List.of("--tcp-bytes=" + TRANSFER_BYTES, "--udp-datagrams=" + DATAGRAMS));
    arguments.add(remote.toString());
    try (KernelEcho echo = new KernelEcho(veth::enterKernelSide, remote);
        PerfProcess client = PerfProcess.start(veth.engineSpace(), arguments)) {
      client.awaitLine("TCP: 20,000,000 of 20,000,000 bytes");
      client.awaitLine("UDP: 2,000 of 2,000 datagrams");
      client.finish();
    }
  }

  @Test
  void theReadmesServerNeedsOnlyAnotherAddress() throws Exception {
    List<String> arguments =
        List.of("afpacket:" + veth.engineLink(), ENGINE_ADDRESS_6 + PREFIX_LENGTH_6);
    try (PerfProcess server =
        PerfProcess.start(veth.engineSpace(), TinyEchoServer.class, arguments)) {
      String loop = "until nc -z -w 5 " + ENGINE_ADDRESS_6 + " 7000; do :; done; ";
      String line = loop + "echo around | nc -N -w 30 " + ENGINE_ADDRESS_6 + " 7000";
      assertEquals("around\n", veth.fromKernel("timeout 60 sh -s").withInput(line).output());
    }
  }

  /** What tcpdump says of each packet. */
  @Test
  void everyChecksumIsRight() throws Exception {
    Requirements.program("tcpdump");
    try (PerfProcess server = serve()) {
      try (EngineCapture capture = new EngineCapture(veth, ENGINE_ADDRESS_6, "icmp6", 20)) {
        veth.fromKernel("ping -6 -q -c 20 -i 0.01 -W 30 " + ENGINE_ADDRESS_6).output();
        assertRight(capture.finish(), "[icmp6 sum ok]", 20);
      }
      try (NetNamespace kernelSide = veth.enterKernelSide()) {
        try (EngineCapture capture = new EngineCapture(veth, ENGINE_ADDRESS_6, "tcp", 5);
            StreamVerifier stream = new StreamVerifier(new KernelSockets(), ECHO, 50_000)) {
          stream.run(count -> {});
          assertRight(capture.finish(), "(correct)", 5);
        }
        try (EngineCapture capture = new EngineCapture(veth, ENGINE_ADDRESS_6, "udp", 40)) {
          new DatagramVerifier(new KernelSockets(), 40, 1_000).run(ECHO, count -> {});
          assertRight(capture.finish(), "[udp sum ok]", 40);
        }
      }
    }
  }

  private static void assertRight(String said, String mark, int packets) {
    assertEquals(packets, count(said, mark), said);
    assertEquals(0, count(said, "incorrect"), said);
    assertEquals(0, count(said, "bad"), said);
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }
}
