package io.ringroad.fastpath.tcp.congestion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** RFC 2861, RFC 5681 4.1, RFC 7661. */
class WindowUseTest {

  private static final int MSS = 1_000;
  private static final long MS = 1_000_000;
  private static final long RTO = 200 * MS;

  private final CongestionWindow window = new CongestionWindow();
  private final WindowUse use = new WindowUse();

  @BeforeEach
  void start() {
    window.start(MSS, 10 * MSS);
    window.bytes(80 * MSS);
    window.slowStartThreshold(40 * MSS);
  }

  @Test
  void oneFullMomentCountsForItsWindowOfData() {
    use.onSent(true, 80 * MSS, 1, 80 * MSS);
    use.onSent(false, 20 * MSS, 40 * MSS, 85 * MSS);
    assertTrue(use.isLimited(window));
    use.onSent(false, 20 * MSS, 80 * MSS, 100 * MSS);
    assertFalse(use.isLimited(window));
  }

  @Test
  void inSlowStartHalfOfTheWindowIsEnough() {
    window.slowStartThreshold(CongestionWindow.NO_THRESHOLD);
    use.onSent(false, 40 * MSS, 1, 40 * MSS);
    assertFalse(use.isLimited(window));
    use.onSent(false, 41 * MSS, 1, 41 * MSS);
    assertTrue(use.isLimited(window));
  }

  @Test
  void anUnusedWindowMovesHalfwayToWhatIsUsedInEachTimeout() {
    use.onSent(false, 20 * MSS, 1, 20 * MSS);
    use.validate(window, 20 * MSS, RTO, 0);
    use.validate(window, 20 * MSS, RTO, RTO - 1);
    assertEquals(80 * MSS, window.bytes());
    use.validate(window, 15 * MSS, RTO, RTO);
    assertEquals(50 * MSS, window.bytes());
    assertEquals(60 * MSS, window.slowStartThreshold(), "three quarters are remembered");
    use.validate(window, 2 * MSS, RTO, 2 * RTO);
    assertEquals(30 * MSS, window.bytes(), "the initial window counts as used");
  }

  @Test
  void silenceHalvesTheWindowOnceInATimeoutDownToTheInitialWindow() {
    use.onIdle(window, 2 * RTO + 1, RTO, 0);
    assertEquals(20 * MSS, window.bytes());
    assertEquals(60 * MSS, window.slowStartThreshold());
    use.onIdle(window, 100 * RTO, RTO, 0);
    assertEquals(10 * MSS, window.bytes());
    window.bytes(3 * MSS);
    use.onIdle(window, 100 * RTO, RTO, 0);
    assertEquals(3 * MSS, window.bytes(), "RW = min(IW, cwnd)");
  }
}
