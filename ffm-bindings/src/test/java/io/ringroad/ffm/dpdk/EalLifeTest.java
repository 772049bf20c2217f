package io.ringroad.ffm.dpdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The EAL's start and end; each in a JVM of its own, since a process has one EAL, once. */
@Tag("integration")
class EalLifeTest {
  /** Starts, uses and stops the EAL, and says what happens afterwards. */
  static final class StartAndStop {
    public static void main(String[] args) {
      Eal eal = Eal.start(EalOptions.virtual(64));
      MbufPool pool = MbufPool.create(eal, 127, MbufLayout.DEFAULT_BUF_SIZE);
      EthDev dev = EthDev.probe(eal, "net_null_life");
      Eal.stop();
      Eal.stop();
      dev.close();
      pool.close();
      try {
        Eal.start(EalOptions.virtual(64));
      } catch (IllegalStateException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  /** Starts the EAL with arguments that it refuses, twice. */
  static final class StartBadly {
    public static void main(String[] args) {
      EalOptions bad = EalOptions.virtual(64).withExtraArguments(List.of("--nonesuch"));
      for (int i = 0; i < 2; i++) {
        try {
          Eal.start(bad);
        } catch (DpdkException e) {
          System.out.println(e.getMessage());
        }
      }
    }
  }

  @Test
  void endsForGoodAndKeepsItsChatterToItself() throws Exception {
    InstalledDpdk.eal();
    assertEquals(
        List.of("DPDK was stopped in this process, and it cannot be started twice."),
        run(StartAndStop.class));
  }

  @Test
  void aBadArgumentIsAnExceptionEachTime() throws Exception {
    InstalledDpdk.eal();
    List<String> lines =
        run(StartBadly.class).stream().filter(line -> line.startsWith("EAL does not")).toList();
    assertEquals(2, lines.size());
    assertTrue(lines.getFirst().contains("--nonesuch"), lines::toString);
    assertEquals(lines.getFirst(), lines.getLast());
  }

  private static List<String> run(Class<?> main) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes());
    assertEquals(0, process.waitFor(), output);
    return output.lines().toList();
  }
}
