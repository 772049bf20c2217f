package io.ringroad.perf.cli;

import io.ringroad.perf.client.DatagramVerifier;
import io.ringroad.perf.client.StreamVerifier;
import io.ringroad.perf.socket.Endpoint;
import io.ringroad.shim.Ringroad;
import io.ringroad.shim.SocketCalls;
import io.ringroad.shim.kernel.KernelSockets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends to an echo server and compares every byte that comes back. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = "Sends to an echo server and compares every byte that comes back.")
final class VerifyCommand implements Callable<Integer> {
  @Mixin private StackOptions stack;

  @Parameters(paramLabel = "ADDRESS:PORT", description = "The server.")
  private String target;

  @Option(names = "--tcp-bytes", description = "Echo so many bytes over one TCP connection.")
  private long tcpBytes;

  @Option(names = "--udp-datagrams", description = "Echo so many datagrams of all lengths.")
  private int udpDatagrams;

  @Option(
      names = "--udp-max-bytes",
      defaultValue = "1472",
      description = "The longest datagram's payload, ${DEFAULT-VALUE} unless given.")
  private int udpMaxBytes;

  @Override
  public Integer call() {
    if (stack.kernel()) {
      verify(new KernelSockets());
    } else {
      try (Ringroad engine = Ringroad.launch(stack.engine().build())) {
        verify(engine.sockets());
      }
    }
    return 0;
  }

  private void verify(SocketCalls sockets) {
    if (tcpBytes > 0) {
      Progress progress = new Progress("TCP: %,d of %,d bytes echoed and compared", tcpBytes);
      try (StreamVerifier verifier = new StreamVerifier(sockets, Endpoint.of(target), tcpBytes)) {
        verifier.run(progress);
      }
      progress.finish();
    }
    if (udpDatagrams > 0) {
      Progress progress =
          new Progress("UDP: %,d of %,d datagrams echoed and compared", udpDatagrams);
      new DatagramVerifier(sockets, udpDatagrams, udpMaxBytes).run(Endpoint.of(target), progress);
      progress.finish();
    }
  }
}
