package io.ringroad.fastpath.tcp.congestion;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** RFC 8257 3.3 to 3.5. */
class DctcpTest {

  private static final int MSS = 1_000;

  private final CongestionWindow window = new CongestionWindow();
  private Dctcp dctcp;
  private final AckSample ack = new AckSample();
  private int una = 1;

  @BeforeEach
  void start() {
    window.start(MSS, 10 * MSS);
    window.bytes(100 * MSS);
    dctcp = (Dctcp) CongestionAlgorithm.DCTCP.create(window);
  }

  /** One window of 100 segments is acknowledged, the first {@code marked} with ECE. */
  private void windowOfData(int marked) {
    int next = una + 200 * MSS;
    for (int i = 0; i < 100; i++) {
      una += MSS;
      ack.ackedBytes = MSS;
      ack.deliveredBytes = MSS;
      ack.unacknowledged = una;
      ack.next = next - 100 * MSS;
      ack.echo = i < marked;
      dctcp.measure(ack);
    }
  }

  @Test
  void alphaBeginsAtOneAndFollowsTheShareOfMarks() {
    assertEquals(1, dctcp.alpha());
    una = 1;
    double alpha = 1;
    for (int i = 0; i < 200; i++) {
      windowOfData(25);
    }
    assertEquals(0.25, dctcp.alpha(), 0.02, "alpha = (1 - g) * alpha + g * M, for long");
    for (int i = 0; i < 50; i++) {
      alpha = dctcp.alpha();
      windowOfData(0);
    }
    assertEquals(alpha * 15 / 16, dctcp.alpha(), 0.01);
  }

  @Test
  void aMarkShrinksByHalfOfAlpha() {
    for (int i = 0; i < 200; i++) {
      windowOfData(20);
    }
    dctcp.onEcnEcho(100 * MSS, 0);
    int expected = (int) (100 * MSS * (1 - dctcp.alpha() / 2));
    assertEquals(expected, window.slowStartThreshold());
    assertEquals(90 * MSS, expected, 2 * MSS);
  }

  @Test
  void aLossHalvesAsEver() {
    windowOfData(0);
    dctcp.onLoss(100 * MSS, 0);
    assertEquals(50 * MSS, window.slowStartThreshold(), "RFC 8257 3.5");
  }
}
