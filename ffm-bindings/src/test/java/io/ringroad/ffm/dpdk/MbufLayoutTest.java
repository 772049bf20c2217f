package io.ringroad.ffm.dpdk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringroad.ffm.NativeMemory;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MbufLayoutTest {
  /** Run in a JVM of its own: says whether the layouts pulled a library of DPDK's in. */
  static final class UseLayouts {
    public static void main(String[] args) throws IOException {
      long used = MbufLayout.SIZE + MbufFlags.TX_IPV4 + EthOffload.TX_TCP_CKSUM;
      boolean loaded = Files.readString(Path.of("/proc/self/maps")).contains("librte_");
      System.out.print(used > 0 && !loaded ? "no library" : "library loaded");
    }
  }

  @Test
  void layoutsNeedNoDpdk() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                UseLayouts.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertEquals("no library", new String(process.getInputStream().readAllBytes()));
    assertEquals(0, process.waitFor());
  }

  @Test
  void resetLeavesWhatThePoolKeepsValid() {
    try (Arena arena = Arena.ofConfined()) {
      long mbuf = arena.allocate(MbufLayout.SIZE, 64).address();
      NativeMemory.fill(mbuf, MbufLayout.SIZE, (byte) 0x5A);
      MbufLayout.reset(mbuf);
      assertEquals(0x5A5A5A5A5A5A5A5AL, NativeMemory.getLong(mbuf + MbufLayout.BUF_ADDR));
      assertEquals(0x5A5A5A5A5A5A5A5AL, NativeMemory.getLong(mbuf + MbufLayout.POOL));
      assertEquals(0x5A5A, NativeMemory.getShort(mbuf + MbufLayout.BUF_LEN));
      assertEquals(0x5A5A, NativeMemory.getShort(mbuf + MbufLayout.PRIV_SIZE));
      assertEquals(MbufLayout.HEADROOM, NativeMemory.getUnsignedShort(mbuf + MbufLayout.DATA_OFF));
      assertEquals(1, NativeMemory.getUnsignedShort(mbuf + MbufLayout.REFCNT));
      assertEquals(1, NativeMemory.getUnsignedShort(mbuf + MbufLayout.NB_SEGS));
      assertEquals(0, NativeMemory.getUnsignedShort(mbuf + MbufLayout.DATA_LEN));
      assertEquals(0, NativeMemory.getLong(mbuf + MbufLayout.NEXT));
      assertEquals(0, NativeMemory.getLong(mbuf + MbufLayout.TX_OFFLOAD));
    }
  }
}
