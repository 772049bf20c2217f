package io.ringroad.fastpath.icmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.ip.IcmpError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Linux's icmpv6_err_convert, as one sees it in errno and in what ends a connect. */
class Icmpv6ErrorsTest {
  private final IcmpError error = new IcmpError();

  @ParameterizedTest
  @CsvSource({
    "1, 0, NETWORK_UNREACHABLE, false",
    "1, 1, ACCESS_DENIED, true",
    "1, 2, HOST_UNREACHABLE, false",
    "1, 3, HOST_UNREACHABLE, false",
    "1, 4, CONNECTION_REFUSED, true",
    "1, 5, ACCESS_DENIED, true",
    "1, 6, ACCESS_DENIED, true",
    "1, 7, PROTOCOL_ERROR, true",
    "2, 0, MESSAGE_SIZE, false",
    "3, 0, HOST_UNREACHABLE, false",
    "3, 1, HOST_UNREACHABLE, false",
    "4, 0, PROTOCOL_ERROR, true",
    "4, 2, PROTOCOL_ERROR, true"
  })
  void eachErrorHasItsMeaning(int type, int code, NetError meaning, boolean hard) {
    assertTrue(Icmpv6Errors.interpret(error, type, code, 1_400));
    assertEquals(meaning, error.error());
    assertEquals(hard, error.hard());
    assertFalse(error.local());
    assertEquals(type == 2 ? 1_400 : 0, error.mtu());
  }

  @Test
  void othersAreIgnored() {
    for (int type : new int[] {0, 5, 100, 127}) {
      assertFalse(Icmpv6Errors.interpret(error, type, 0, 0), "type " + type);
    }
  }
}
