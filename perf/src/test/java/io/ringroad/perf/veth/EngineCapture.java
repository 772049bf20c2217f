package io.ringroad.perf.veth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;

/** What tcpdump says, at the kernel's end, of the ICMP and UDP packets that the engine sends. */
final class EngineCapture implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 120;

  private final Process process;
  private final BufferedReader output;
  private final StringBuilder said = new StringBuilder();

  EngineCapture(VethPair veth, String engineAddress, int packets) throws IOException {
    this(veth, engineAddress, "(icmp or udp)", packets);
  }

  /**
   * Returns when it is listening; it ends by itself after so many packets.
   *
   * @param filter of what the engine sends
   */
  EngineCapture(VethPair veth, String engineAddress, String filter, int packets)
      throws IOException {
    String line =
        "timeout %d tcpdump --immediate-mode -l -nn -vv -i %s -c %d src host %s and %s"
            .formatted(PATIENCE_SECONDS, veth.kernelLink(), packets, engineAddress, filter);
    process = veth.fromKernel(line).start();
    output = process.inputReader();
    String next = output.readLine();
    while (next != null && !next.contains("listening on")) {
      said.append(next).append('\n');
      next = output.readLine();
    }
    if (next == null) {
      throw new IOException("tcpdump does not listen: " + said);
    }
  }

  /** Waits for the last packet and returns what was said of all of them. */
  String finish() throws IOException, InterruptedException {
    output.lines().forEach(each -> said.append(each).append('\n'));
    assertEquals(0, process.waitFor(), said::toString);
    return said.toString();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy(); // timeout(1) passes the signal on
    process.waitFor();
  }
}
