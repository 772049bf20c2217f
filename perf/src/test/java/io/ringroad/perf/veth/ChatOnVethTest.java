package io.ringroad.perf.veth;

import static io.ringroad.perf.veth.VethPair.ENGINE_ADDRESS;
import static io.ringroad.perf.veth.VethPair.PREFIX_LENGTH;

import io.ringroad.ffm.linux.NetNamespace;
import io.ringroad.perf.example.ChatGuests;
import io.ringroad.perf.example.ChatServer;
import io.ringroad.shim.kernel.KernelSockets;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The chat server as a program, on the engine or on the kernel, and guests from the kernel. */
@Tag("integration")
@Timeout(300)
class ChatOnVethTest {
  private static final int PORT = 7_000;

  @BeforeAll
  static void check() {
    Requirements.rootAndDpdk();
  }

  @ParameterizedTest
  @ValueSource(strings = {"afpacket", "afxdp", "kernel"})
  void guestsChat(String stack) throws Exception {
    try (VethPair veth = new VethPair()) {
      boolean kernel = stack.equals("kernel");
      String address = ENGINE_ADDRESS + PREFIX_LENGTH;
      if (kernel) {
        Command.of("ip address add " + address + " dev " + veth.engineLink())
            .in(veth.engineSpace())
            .output();
      }
      List<String> arguments =
          kernel ? List.of() : List.of(stack + ":" + veth.engineLink(), address);
      try (PerfProcess server = PerfProcess.start(veth.engineSpace(), ChatServer.class, arguments);
          NetNamespace kernelSide = veth.enterKernelSide()) {
        server.awaitLine("ready");
        new ChatGuests(new KernelSockets(), ENGINE_ADDRESS, PORT).chat();
      }
    }
  }
}
