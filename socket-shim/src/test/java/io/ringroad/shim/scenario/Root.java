package io.ringroad.shim.scenario;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** What it takes to play: root, and a thread that may stay in the kernel's namespace. */
final class Root {
  private Root() {}

  /** Skips the test without root. */
  static void assume() {
    assumeTrue(uid() == 0, "the kernel plays in a network namespace, which root alone makes");
  }

  private static int uid() {
    try {
      return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Plays on a thread that is not needed afterwards; throws what it throws. */
  static void playOnOwnThread(Consumer<Duel> play) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread.ofPlatform()
        .start(
            () -> {
              try (Duel duel = new Duel()) {
                play.accept(duel);
                done.complete(null);
              } catch (Throwable e) {
                done.completeExceptionally(e);
              }
            });
    done.join();
  }
}
