package io.ringroad.shim.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Scripts that must fail do, and say why; those that make no sense are refused with their line. */
@Timeout(60)
class ScriptRunnerTest {
  private static final String CONNECTED =
      """
      0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
      +0 bind(3, ..., ...) = 0
      +0 listen(3, 1) = 0
      +.1 < S 0:0(0) win 32792 <mss 1000>
      +0 > S. 0:0(0) ack 1 <mss 1460>
      +.1 < . 1:1(0) ack 1 win 32792
      +0 accept(3, ..., ...) = 4
      """;

  private final ScriptRunner runner = new ScriptRunner();

  @AfterEach
  void closePool() {
    runner.close();
  }

  private void passes(String events) {
    runner.play("test.pkt", CONNECTED + events);
  }

  private String failure(String events) {
    return assertThrows(ScriptFailure.class, () -> passes(events)).getMessage();
  }

  private String refusal(String script) {
    return assertThrows(ScriptException.class, () -> runner.play("test.pkt", script)).getMessage();
  }

  private static void contains(String message, String... parts) {
    for (String part : parts) {
      assertTrue(message.contains(part), () -> "'" + part + "' is missing in:\n" + message);
    }
  }

  @Test
  void whatIsAsExpectedPasses() {
    passes(
        """
        +0 write(4, ..., 100) = 100
        +0 > P. 1:101(100) ack 1
        """);
  }

  @Test
  void aWrongFlagIsSaidWithBothPacketsAndWhatCameBefore() {
    String message =
        failure(
            """
            +0 write(4, ..., 100) = 100
            +0 > . 1:101(100) ack 1
            """);
    contains(
        message,
        "test.pkt:9: wrong packet",
        "expected: +0 > . 1:101(100) ack 1",
        "got:      > P. 1:101(100) ack 1 win ",
        "at 0.200000",
        "flags: expected ., got P.",
        "0.100000 < S 0:0(0) win 32792 <mss 1000>",
        "0.200000 write = 100");
  }

  @Test
  void everyFieldIsCompared() {
    String[] wrong = {
      "P. 2:102(100) ack 1", "P. 1:100(99) ack 1", "P. 1:101(100) ack 2",
      "P. 1:101(100) ack 1 win 1", "P. 1:101(100) ack 1 urg 7", "P. 1:101(100) ack 1 <nop,nop>",
      "[ce] P. 1:101(100) ack 1", "[ttl 9] P. 1:101(100) ack 1", "81 > 82 P. 1:101(100) ack 1",
    };
    String[] said = {
      "sequence number: expected 2, got 1",
      "length: expected 99, got 100",
      "acknowledgment number: expected 2, got 1",
      "window: expected 1, got ",
      "urgent pointer: expected 7, got 0",
      "options: expected <nop,nop>, got <>",
      "ECN: expected ce, got noecn",
      "TTL: expected 9, got 64",
      "source port: expected 81, got 8080",
    };
    for (int i = 0; i < wrong.length; i++) {
      contains(failure("+0 write(4, ..., 100) = 100\n+0 > " + wrong[i]), said[i]);
    }
  }

  @Test
  void aPacketAtTheWrongTimeIsTooEarlyOrTooLate() {
    contains(
        failure(
            """
            +0 write(4, ..., 100) = 100
            +.005 > P. 1:101(100) ack 1
            """),
        "packet too early",
        "at 0.205000",
        "at 0.200000");
    contains(
        failure(
            """
            +0 < P. 1:101(100) ack 1 win 32792
            +0 > . 1:1(0) ack 101
            +0 write(4, ..., 100) = 100
            +0 > P. 1:101(100) ack 101
            +.196~+.198 > P. 1:101(100) ack 101
            """),
        "missing packet",
        "got:      nothing until 0.402000");
  }

  @Test
  void aMissingPacketIsSaidWhenItsTimeIsOver() {
    contains(
        failure("+.3 > . 1:1(0) ack 1"),
        "test.pkt:8: missing packet",
        "expected: +.3 > . 1:1(0) ack 1",
        "nothing until 0.504000");
  }

  @Test
  void anExtraPacketIsUnexpectedInTheMiddleAndAtTheEnd() {
    contains(
        failure("+0 write(4, ..., 100) = 100\n"),
        "unexpected packet",
        "got:      > P. 1:101(100) ack 1",
        "next is:  the end of the script");
    contains(
        failure(
            """
            +0 write(4, ..., 100) = 100
            +.1 < . 1:1(0) ack 101 win 32792
            +0 write(4, ..., 100) = 100
            +0 > P. 101:201(100) ack 1
            """),
        "test.pkt:9: unexpected packet",
        "next is:  +.1 < . 1:1(0) ack 101 win 32792");
  }

  @Test
  void aWrongResultIsSaidByName() {
    contains(
        failure("+0 read(4, ..., 100) = -1 ENOTCONN (not so)"),
        "test.pkt:8: wrong result",
        "result: expected -1 ENOTCONN, got -1 EAGAIN");
    contains(failure("+0 listen(4, 1) = 0"), "result: expected 0, got -1 EINVAL");
    contains(failure("+0 close(9) = 0"), "result: expected 0, got -1 EBADF");
  }

  @Test
  void aCallThatWaitsReturnsInTime() {
    String read = "+0...0.250 read(4, ..., 2000) = 100\n";
    String data = " < P. 1:101(100) ack 1 win 32792\n+0 > . 1:1(0) ack 101\n";
    passes(read.replace("0.250", "0.050") + "+.05" + data);
    contains(
        failure(read + "+.05" + data),
        "call returned too early",
        "to return at 0.450000",
        "got:      100 at 0.250000");
    contains(
        failure(read + "+.3" + data),
        "call does not return",
        "expected: +0...0.250 read(4, ..., 2000) = 100",
        "to return at 0.450000");
    contains(failure(read), "call does not return");
  }

  @Test
  void timeoutsOfCallsAreVirtual() {
    passes(
        """
        +0...3600 poll([{fd=4, events=POLLIN}], 1, 3600000) = 0
        +0 setsockopt(4, SOL_SOCKET, SO_RCVTIMEO, {tv_sec=7, tv_usec=500000}, 16) = 0
        +3600...3607.5 read(4, ..., 10) = -1 EAGAIN
        """);
  }

  @Test
  void bytesOfStreamsAreChecked() {
    passes(
        """
        +0 < P. 1:11(10) ack 1 win 32792 "0123456789"
        +0 > . 1:1(0) ack 11
        +0 read(4, "0123456789", 10) = 10
        +0 write(4, "abc", 3) = 3
        +0 > P. 1:4(3) ack 11 "abc"
        """);
    contains(
        failure("+0 write(4, \"abc\", 3) = 3\n+0 > P. 1:4(3) ack 1 \"abd\""),
        "payload: expected \"abd\", got \"abc\"");
    contains(
        failure(
            """
            +0 < P. 1:11(10) ack 1 win 32792 "0123456789"
            +0 > . 1:1(0) ack 11
            +0 read(4, "0123x56789", 10) = 10
            """),
        "data: expected \"0123x56789\", got \"0123456789\"");
  }

  @Test
  void assertionsSayTheValuesOfTheirNames() {
    passes(
        """
        +0 %{ assert tcpi_state == TCP_ESTABLISHED and not tcpi_state > 1 + 0x0 * 3
              assert 0 <= tcpi_snd_cwnd <= 10 | 0, "a message"; assert (tcpi_options & 7) == 0 }%
        """);
    contains(
        failure("+0 %{ assert tcpi_state == TCP_CLOSE }%"),
        "test.pkt:8: assertion does not hold",
        "assert tcpi_state == TCP_CLOSE; but tcpi_state = 1");
  }

  @Test
  void theTimestampsOfTheEngineAreComparedIfAsked() {
    String script =
        """
        --tcp_ts_tick_usecs=1000
        0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
        +0 bind(3, ..., ...) = 0
        +0 listen(3, 1) = 0
        +.1 < S 0:0(0) win 32792 <mss 1000,nop,nop,TS val 700 ecr 0>
        +0 > S. 0:0(0) ack 1 <mss 1460,nop,nop,TS val 100 ecr 700>
        +.5 < . 1:1(0) ack 1 win 32792 <nop,nop,TS val 800 ecr 100>
        +0 accept(3, ..., ...) = 4
        +0 write(4, ..., 10) = 10
        +0 > P. 1:11(10) ack 1 <nop,nop,TS val 600 ecr 800>
        """;
    runner.play("test.pkt", script);
    String wrong = script.replace("val 600", "val 640");
    String message =
        assertThrows(ScriptFailure.class, () -> runner.play("test.pkt", wrong)).getMessage();
    contains(message, "TS val 640 ecr 800", "got <nop,nop,TS val 600 ecr 800>");
  }

  @Test
  void scriptsThatMakeNoSenseAreRefused() {
    contains(refusal("0 `sysctl -w x=1`"), "line 1: shell commands are not run");
    contains(refusal("0 < S 0:0(0)\n+0 < X 0:0(0)"), "line 2: expected the flags");
    contains(refusal("0 < . 1:2(3) ack 1"), "line 1: 1:2 are not 3 bytes");
    contains(refusal("0 > S 0:0(0) <mss 1,wsckale 2>"), "a TCP option");
    contains(refusal("0 frobnicate(1) = 0"), "line 1: there is no system call 'frobnicate' here");
    contains(refusal("0 socket(1) = 0"), "socket takes 3 arguments, not 1");
    contains(refusal("0 socket(AF_MARS, 1, 0) = 0"), "AF_MARS, which is no known constant");
    contains(refusal("0 close(1) = -1 EWHAT"), "there is no error EWHAT");
    contains(refusal("--set=tcp.nonsense=1\n0 close(1) = 0"), "there is no setting 'nonsense'");
    contains(refusal("--gravity=1\n0 close(1) = 0"), "--gravity: there is no such option");
    contains(refusal("0.5 close(1) = ...\n0.4 close(1) = ..."), "line 2: the time of the event");
    contains(refusal("0 %{ print(1) }%"), "code can only assert");
    contains(refusal("// nothing"), "expected an event, but there is the end of the script");
    contains(refusal("0 < gre: . 1:1(0)"), "tunnels are not supported");
  }

  @Test
  void framesAreBackWhateverHappens() {
    failure("+0 write(4, ..., 100) = 100\n+0 > . 1:101(100) ack 1");
    assertEquals(0, runner.framesInUse());
  }
}
