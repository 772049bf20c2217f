package io.ringroad.fastpath.tcp.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** RFC 6528 3. */
class InitialSequenceNumbersTest {

  private final InitialSequenceNumbers numbers = new InitialSequenceNumbers(3, 5);

  @Test
  void growByOneEachFourMicroseconds() {
    int first = isn(numbers, 80, 0);
    assertEquals(first, isn(numbers, 80, 3_999));
    assertEquals(first + 1, isn(numbers, 80, 4_000));
    assertEquals(first + 250_000, isn(numbers, 80, 1_000_000_000L));
  }

  @Test
  void dependOnTheFourTupleAndTheSecret() {
    Set<Integer> seen = new HashSet<>();
    for (int port = 0; port < 1000; port++) {
      seen.add(isn(numbers, port, 0));
    }
    assertEquals(1000, seen.size());
    assertNotEquals(isn(numbers, 80, 0), isn(new InitialSequenceNumbers(3, 6), 80, 0));
    assertNotEquals(numbers.isn(0, 1, 2, 0, 3, 4, 0), numbers.isn(0, 3, 4, 0, 1, 2, 0));
  }

  @Test
  void timestampOffsetsAreOnesOfAPairOfHosts() {
    assertEquals(numbers.timestampOffset(0, 1, 0, 2), numbers.timestampOffset(0, 1, 0, 2));
    assertNotEquals(numbers.timestampOffset(0, 1, 0, 2), numbers.timestampOffset(0, 1, 0, 3));
  }

  private static int isn(InitialSequenceNumbers numbers, int port, long nowNs) {
    return numbers.isn(0, 0x0a000001L, port, 0, 0x0a000002L, 4242, nowNs);
  }
}
