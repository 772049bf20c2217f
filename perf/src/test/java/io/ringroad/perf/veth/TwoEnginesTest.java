package io.ringroad.perf.veth;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two engines in two processes that share memory: no kernel between them at all. */
@Tag("integration")
@Timeout(300)
class TwoEnginesTest {
  @TempDir private Path folder;

  @BeforeAll
  static void check() {
    Requirements.rootAndDpdk();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {"memif:%s,server memif:%s", "vhost:%s virtio:%s"})
  void everyByteComesBack(String serverDevice, String clientDevice) throws Exception {
    Path socket = folder.resolve("link.sock");
    List<String> serve =
        List.of(
            "serve",
            "--device=" + serverDevice.formatted(socket),
            "--address=10.69.0.1/24",
            "--wait=blocking",
            "--tcp=7000",
            "--udp=7000");
    List<String> verify =
        List.of(
            "verify",
            "--device=" + clientDevice.formatted(socket),
            "--address=10.69.0.2/24",
            "--wait=blocking",
            "--tcp-bytes=100000000",
            "--udp-datagrams=10000",
            "10.69.0.1:7000");
    try (PerfProcess server = PerfProcess.start(null, serve)) {
      server.awaitLine("ready");
      try (PerfProcess client = PerfProcess.start(null, verify)) {
        String said = client.finish();
        assertTrue(said.contains("TCP: 100,000,000 of 100,000,000 bytes"), said);
        assertTrue(said.contains("UDP: 10,000 of 10,000 datagrams"), said);
      }
    }
  }
}
