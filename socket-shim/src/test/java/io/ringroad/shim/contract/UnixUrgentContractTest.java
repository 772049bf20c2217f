package io.ringroad.shim.contract;

import static io.ringroad.shim.abi.MessageFlag.MSG_OOB;
import static io.ringroad.shim.abi.MessageFlag.MSG_PEEK;
import static io.ringroad.shim.abi.MessageFlag.MSG_WAITALL;
import static io.ringroad.shim.abi.PollEvent.POLLIN;
import static io.ringroad.shim.abi.PollEvent.POLLPRI;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketOption.SO_OOBINLINE;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_SEQPACKET;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringroad.shim.Errno;
import io.ringroad.shim.abi.IoControl;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Urgent bytes on streams of AF_UNIX. A script is a row of steps: {@code s} sends, {@code o} sends
 * with MSG_OOB, {@code r}, {@code p} and {@code w} receive so many bytes (peeking, waiting for
 * all), {@code u} and {@code U} receive with MSG_OOB (peeking), {@code m} asks for the mark, {@code
 * q} for the bytes to read, {@code e} for the events, {@code i} sets SO_OOBINLINE, {@code c} closes
 * the reader and receives at the other end.
 */
class UnixUrgentContractTest extends UnixContract {
  @ParameterizedTest
  @CsvSource({
    "sab ocd e q m r9 m e u e m r9, 2 2 IN|PRI 4 0 abc 1 IN|PRI d IN 1 EAGAIN",
    "oc e m q r9 e u, 1 IN|PRI 1 1 EAGAIN 0 EINVAL",
    "oc sde r9 u, 1 2 de EINVAL",
    "sab ocd p9 r9 p9 U u m e q r9, 2 2 abc abc EAGAIN d d 1 IN 0 EAGAIN",
    "i sab ocd sef r9 u m r9, 2 2 2 abc EINVAL 1 def",
    "oa ob e q r9 u r9, 1 1 IN|PRI 2 a b EAGAIN",
    "oa u e q m r9, 1 a IN 0 1 EAGAIN",
    "oa u sbc m q r9, 1 a 2 1 2 bc",
    "oa u c, 1 a end",
    "oa c, 1 ECONNRESET",
    "sx oa r1 sbc m r9, 1 1 x 2 1 bc",
    "o oab w9, EOPNOTSUPP 2 a",
    "sab oc sde p9 w9 m w9, 2 1 2 ab ab 1 de",
    "oa p9 e r9 e u m, 1 EAGAIN IN|PRI EAGAIN 0 EINVAL 0",
    "oa u ob m e q u m r9, 1 a 1 1 IN|PRI 1 b 1 EAGAIN",
    "sab oc u sde m r9 m r9, 2 1 c 2 0 ab 1 de",
    "sab oc U r1 m r1 m r1, 2 1 c a 0 b 1 EAGAIN",
    "oa u ob u sc r9 r9, 1 a 1 b 1 c EAGAIN",
    "oa u ob u sc p9 q r9, 1 a 1 b 1 c 1 c"
  })
  void aScriptOfUrgentBytes(String script, String expected) {
    Pair pair = pair(SOCK_STREAM);
    StringBuilder found = new StringBuilder();
    for (String step : script.split(" ")) {
      String result = step(pair, step.charAt(0), step.substring(1));
      found.append(result.isEmpty() ? "" : result + " ");
    }
    assertEquals(expected, found.toString().trim());
  }

  private String step(Pair pair, char what, String argument) {
    int reader = pair.server();
    int count = "rpw".indexOf(what) < 0 ? 0 : Integer.parseInt(argument);
    return switch (what) {
      case 's' -> said(send(pair.client(), argument, 0));
      case 'o' -> said(send(pair.client(), argument, MSG_OOB));
      case 'r' -> take(reader, count);
      case 'p' -> take(reader, count, MSG_PEEK);
      case 'w' -> take(reader, count, MSG_WAITALL);
      case 'u' -> take(reader, 1, MSG_OOB);
      case 'U' -> take(reader, 1, MSG_OOB | MSG_PEEK);
      case 'm' -> said(ioctl(reader, IoControl.SIOCATMARK));
      case 'q' -> said(ioctl(reader, IoControl.FIONREAD));
      case 'e' -> events(reader);
      case 'i' -> {
        assertEquals(0, setInt(reader, SOL_SOCKET, SO_OOBINLINE, 1));
        yield "";
      }
      default -> {
        close(reader);
        String rest = take(pair.client(), 1);
        yield rest.isEmpty() ? "end" : rest;
      }
    };
  }

  private static String said(long result) {
    return result < 0 ? Errno.name((int) result) : Long.toString(result);
  }

  private String events(int fd) {
    int found = poll(fd, POLLIN | POLLPRI, 0);
    return (found & POLLPRI) != 0 ? "IN|PRI" : found == POLLIN ? "IN" : "0";
  }

  @ParameterizedTest
  @ValueSource(ints = {SOCK_DGRAM, SOCK_SEQPACKET})
  void messagesKnowNoUrgency(int type) {
    Pair pair = pair(type);
    assertEquals("EOPNOTSUPP", said(send(pair.client(), "x", MSG_OOB)));
    assertEquals("EOPNOTSUPP", take(pair.server(), 1, MSG_OOB));
    assertEquals("EOPNOTSUPP", said(ioctl(pair.server(), IoControl.SIOCATMARK)));
  }
}
