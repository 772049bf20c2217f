package io.ringroad.shim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A thread that waits costs a thread, and a virtual one not even a carrier. */
@Timeout(180)
class BlockedThreadsTest {
  private static final int VIRTUAL_THREADS = 3_000;
  private static final int PLATFORM_THREADS = 1_000;
  private static final int WAIT_S = 120;

  @Test
  void thousandsOfVirtualThreadsWaitAboveOneCarrier() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djdk.virtualThreadScheduler.parallelism=1",
                "-Djdk.virtualThreadScheduler.maxPoolSize=1",
                "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                BlockedThreads.class.getName(),
                Integer.toString(VIRTUAL_THREADS))
            .redirectErrorStream(true)
            .start();
    boolean ended = process.waitFor(WAIT_S, TimeUnit.SECONDS);
    if (!ended) {
      process.destroyForcibly().waitFor();
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(ended, () -> "a call holds the carrier: " + said);
    assertEquals(0, process.exitValue(), said);
  }

  @Test
  void aThousandPlatformThreadsWaitAtOnce() throws InterruptedException {
    assertEquals(
        PLATFORM_THREADS,
        BlockedThreads.run(PLATFORM_THREADS, Thread.ofPlatform().daemon().factory()));
  }
}
