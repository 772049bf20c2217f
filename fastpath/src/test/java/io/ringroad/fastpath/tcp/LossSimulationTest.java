package io.ringroad.fastpath.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.socket.StreamListener;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.fastpath.tcp.config.RecoveryConfig;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** How bulk transfers over bad wires recover, told by counters. Each figure is of several seeds. */
class LossSimulationTest {

  private static final int SEEDS = 10;
  private static final int BYTES = 600_000;
  private static final long LIMIT_NS = 600L * 1_000_000_000L;

  /** Sums over all seeds. */
  private record Outcome(
      long elapsedMs, long timeouts, long recoveries, long resent, long undone, long probes) {}

  private static Outcome transfers(RecoveryConfig recovery, Consumer<SimPipe> wire) {
    long[] sums = new long[6];
    for (int seed = 1; seed <= SEEDS; seed++) {
      TcpConfig config =
          TcpConfig.DEFAULTS
              .withOptions(true, seed % 2 == 0)
              .withRecovery(recovery)
              .withRetries(30, 30)
              .withClosingTimes(1_000_000_000L, 1_000_000_000L);
      try (SimPipe pipe = new SimPipe(seed, config, 4096)) {
        pipe.delayNs = 10_000_000;
        pipe.checksEachEvent = false;
        wire.accept(pipe);
        long startNs = pipe.nowNs;
        transfer(pipe);
        sums[0] += (pipe.nowNs - startNs) / 1_000_000;
        TcpCounter[] counted = {
          TcpCounter.TIMEOUTS,
          TcpCounter.FAST_RETRANSMITS,
          TcpCounter.SEGMENTS_RETRANSMITTED,
          TcpCounter.RECOVERIES_UNDONE,
          TcpCounter.LOSS_PROBES
        };
        for (int i = 0; i < counted.length; i++) {
          sums[i + 1] += pipe.a.count(counted[i]);
        }
      }
    }
    return new Outcome(sums[0], sums[1], sums[2], sums[3], sums[4], sums[5]);
  }

  /** Sends bytes from one stack to the other, and closes. */
  private static void transfer(SimPipe pipe) {
    StreamListener listener = pipe.b.listen(80, 8);
    StreamSocket socket = pipe.a.socketTo(40_000, pipe.b.address, 80);
    assertEquals(NetError.NONE, pipe.a.tcp.connect(socket, pipe.nowNs));
    SimApplication.Habits sends = new SimApplication.Habits();
    sends.bytesToWrite = BYTES;
    SimApplication.Habits reads = new SimApplication.Habits();
    reads.halfCloses = false;
    SimApplication sender = new SimApplication(pipe.a, socket, pipe.random, sends, 7);
    SimApplication receiver = null;
    long endNs = pipe.nowNs + LIMIT_NS;
    while (pipe.nowNs < endNs && (receiver == null || receiver.bytesRead() < BYTES)) {
      StreamSocket accepted = receiver == null ? listener.poll() : null;
      if (accepted != null) {
        receiver = new SimApplication(pipe.b, accepted, pipe.random, reads, ~7);
      }
      for (int i = 0; i < 4; i++) {
        sender.step(pipe.nowNs);
        if (receiver != null) {
          receiver.step(pipe.nowNs);
        }
      }
      pipe.step();
    }
    assertTrue(receiver != null && receiver.bytesRead() == BYTES, () -> "stuck" + pipe.describe());
    pipe.a.tcp.abortAll(Assertions::fail, pipe.nowNs);
    pipe.b.tcp.abortAll(Assertions::fail, pipe.nowNs);
    pipe.b.tcp.stopListening(listener);
  }

  @Test
  void lossIsRepairedBySackAndHardlyEverByTheTimer() {
    Outcome light = transfers(RecoveryConfig.DEFAULTS, pipe -> pipe.loss = 0.01);
    assertTrue(light.timeouts() <= 2 && light.recoveries() > 30, light.toString());
    Outcome heavy = transfers(RecoveryConfig.DEFAULTS, pipe -> pipe.loss = 0.05);
    assertTrue(8 * heavy.timeouts() < heavy.recoveries(), heavy.toString());
    assertTrue(heavy.probes() > 0, heavy.toString());
    // About 4,150 segments, of which 1 in 20 is lost: little is sent again in vain.
    assertTrue(heavy.resent() > 150 && heavy.resent() < 300, heavy.toString());
  }

  @Test
  void withoutSackTheTimerHasToHelpMore() {
    Outcome sack = transfers(RecoveryConfig.DEFAULTS, pipe -> pipe.loss = 0.05);
    RecoveryConfig off = RecoveryConfig.DEFAULTS.withSack(false, false);
    Outcome newReno = transfers(off, pipe -> pipe.loss = 0.05);
    assertTrue(newReno.recoveries() > 50, newReno.toString());
    assertTrue(2 * sack.timeouts() < newReno.timeouts(), sack + " " + newReno);
    assertTrue(sack.elapsedMs() < newReno.elapsedMs(), sack + " " + newReno);
  }

  @Test
  void reorderingIsLearntAndItsReductionsAreTakenBack() {
    Outcome sack = transfers(RecoveryConfig.DEFAULTS, pipe -> pipe.reorder = 0.1);
    RecoveryConfig off = RecoveryConfig.DEFAULTS.withSack(false, false);
    Outcome newReno = transfers(off, pipe -> pipe.reorder = 0.1);
    assertEquals(0, sack.timeouts());
    assertTrue(sack.undone() > sack.recoveries() / 2, sack.toString());
    assertTrue(1.5 * sack.elapsedMs() < newReno.elapsedMs(), sack + " " + newReno);
  }
}
