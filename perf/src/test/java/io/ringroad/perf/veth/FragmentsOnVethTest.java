package io.ringroad.perf.veth;

import static io.ringroad.perf.veth.VethPair.ENGINE_ADDRESS;
import static io.ringroad.perf.veth.VethPair.ENGINE_ADDRESS_6;
import static io.ringroad.perf.veth.VethPair.KERNEL_ADDRESS;
import static io.ringroad.perf.veth.VethPair.PREFIX_LENGTH;
import static io.ringroad.perf.veth.VethPair.PREFIX_LENGTH_6;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_ICMP;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_RAW;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.lane.IdleMode;
import io.ringroad.ffm.linux.NetNamespace;
import io.ringroad.perf.veth.HostSockets.Received;
import io.ringroad.shim.Ringroad;
import io.ringroad.shim.RingroadConfig;
import io.ringroad.shim.kernel.KernelSockets;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Packets of all sizes between an engine in this process and a real kernel: what is larger than the
 * link is cut by the one and put together by the other. The engine refuses to close if a frame did
 * not come back.
 */
@Tag("integration")
@Timeout(300)
class FragmentsOnVethTest {
  private static final int PORT = 7_000;
  private static final int IPV4_HEADER_BYTES = 20;

  /** Around what fits one packet, two packets, and any. */
  private static final int[] LENGTHS = {
    0, 1, 1_472, 1_473, 1_480, 2_952, 2_953, 9_000, 32_768, 65_506, 65_507
  };

  /** The same over IPv6, whose ping(8) sends no more either. */
  private static final int[] LENGTHS_6 = {0, 1_452, 1_453, 2_896, 2_897, 9_000, 32_768, 65_507};

  private VethPair veth;
  private Ringroad engine;
  private NetNamespace kernelSide;
  private HostSockets onEngine;
  private HostSockets onKernel;

  @BeforeAll
  static void check() {
    Requirements.rootAndDpdk();
  }

  @BeforeEach
  void start() throws Exception {
    veth = new VethPair();
    veth.addKernelIpv6();
    RingroadConfig config =
        RingroadConfig.builder()
            .device(
                // Not AF_PACKET: there the kernel puts IPv4's fragments together, and cuts the
                // result.
                "afxdp:" + veth.engineLink(),
                ENGINE_ADDRESS + PREFIX_LENGTH,
                ENGINE_ADDRESS_6 + PREFIX_LENGTH_6)
            .idle(IdleMode.BACKING_OFF)
            .build();
    try (NetNamespace engineSide = veth.enterEngineSide()) {
      engine = Ringroad.launch(config);
    }
    onEngine = new HostSockets(engine.sockets(), ENGINE_ADDRESS);
    kernelSide = veth.enterKernelSide();
    onKernel = new HostSockets(new KernelSockets(), KERNEL_ADDRESS);
    // A device that has just begun to receive may lose what comes meanwhile.
    String line = "until ping -q -c 1 -W 1 " + ENGINE_ADDRESS + "; do :; done";
    veth.fromKernel("timeout 60 sh -s").withInput(line).output();
  }

  @AfterEach
  void stop() throws Exception {
    try (VethPair link = veth;
        NetNamespace entered = kernelSide;
        Ringroad closing = engine;
        HostSockets ofEngine = onEngine;
        HostSockets ofKernel = onKernel) {
      // Each is closed whatever the others say, the sockets first.
    }
  }

  private void kernelPings(String program, String to, int... lengths) throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int length : lengths) {
      lines.append(program).append(" -q -n -c 2 -i 0.01 -W 30 -s " + length + " " + to + "\n");
    }
    String said = veth.fromKernel("sh -s").withInput(lines.toString()).output();
    assertEquals(lengths.length, count(said, "2 received"), said);
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }

  @Test
  void theKernelPingsTheEngineWithAllSizes() throws Exception {
    kernelPings("ping", ENGINE_ADDRESS, LENGTHS);
  }

  @Test
  void theKernelPingsTheEngineWithAllSizesOverIpv6() throws Exception {
    kernelPings("ping -6", ENGINE_ADDRESS_6, LENGTHS_6);
  }

  @Test
  void theEnginePingsTheKernelWithAllSizes() {
    ping(onEngine.open(SOCK_DGRAM, IPPROTO_ICMP), 0);
    ping(onEngine.open(SOCK_RAW, IPPROTO_ICMP), IPV4_HEADER_BYTES);
  }

  private void ping(int fd, int prefixBytes) {
    for (int i = 0; i < LENGTHS.length; i++) {
      byte[] request = EchoRequests.of(0x5252, i + 1, LENGTHS[i]);
      onEngine.send(fd, request, KERNEL_ADDRESS, 0);
      byte[] received = onEngine.receive(fd).bytes();
      byte[] reply = Arrays.copyOfRange(received, prefixBytes, received.length);
      assertEquals(i + 1, EchoRequests.sequence(reply));
      assertArrayEquals(EchoRequests.data(request), EchoRequests.data(reply));
    }
  }

  @Test
  void datagramsOfAllSizesGoBothWays() {
    pass(onEngine, ENGINE_ADDRESS, onKernel, KERNEL_ADDRESS);
    pass(onKernel, KERNEL_ADDRESS, onEngine, ENGINE_ADDRESS);
  }

  private static void pass(HostSockets from, String sender, HostSockets to, String receiver) {
    int source = from.sender(sender);
    int target = to.receiver(PORT);
    for (int length : LENGTHS) {
      byte[] sent = EchoRequests.data(EchoRequests.of(0, length, length));
      from.send(source, sent, receiver, PORT);
      Received received = to.receive(target);
      assertEquals(sender, received.from());
      assertArrayEquals(sent, received.bytes());
    }
    to.assertNothingWaits(target);
  }

  @Test
  void everyChecksumOfAFragmentIsRight() throws Exception {
    Requirements.program("tcpdump");
    int fragments = (20_000 + 8 + 1_479) / 1_480;
    try (EngineCapture capture = new EngineCapture(veth, ENGINE_ADDRESS, 2 * fragments)) {
      int target = onKernel.receiver(PORT);
      onEngine.send(onEngine.sender(ENGINE_ADDRESS), new byte[20_000], KERNEL_ADDRESS, PORT);
      assertEquals(20_000, onKernel.receive(target).bytes().length);
      kernelPings("ping -c 1", ENGINE_ADDRESS, 20_000);
      String said = capture.finish();
      assertFalse(said.contains("bad cksum"), said);
      assertEquals(2, count(said, "offset 0, flags [+]"), said);
      assertTrue(said.contains("offset 19240, flags [none]"), said);
    }
  }

  @Test
  void tracerouteReachesTheEngineInOneStep() throws Exception {
    Requirements.program("traceroute");
    String said = veth.fromKernel("traceroute -n -q 1 -w 10 " + ENGINE_ADDRESS).output();
    assertTrue(said.contains("\n 1  " + ENGINE_ADDRESS + " "), said);
    said = veth.fromKernel("traceroute -I -n -q 1 -w 10 " + ENGINE_ADDRESS + " 3000").output();
    assertTrue(said.contains("\n 1  " + ENGINE_ADDRESS + " "), said);
    said = veth.fromKernel("traceroute -6 -n -q 1 -w 10 " + ENGINE_ADDRESS_6).output();
    assertTrue(said.contains("\n 1  " + ENGINE_ADDRESS_6 + " "), said);
  }
}
