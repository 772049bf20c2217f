package io.ringroad.fastpath.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringroad.fastpath.socket.StreamListener;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpState;
import io.ringroad.fastpath.tcp.endpoint.Endpoint;
import io.ringroad.fastpath.tcp.listen.SynRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What each kind of segment does in each of the eleven states: RFC 9293 3.10.7 as one table. A cell
 * is the answer and the state after it; the answer is {@code -} for none, else its flags, and how
 * much more it acknowledges than before the event.
 */
class StatesTimesEventsTest {

  private static final String SYNCHRONIZED =
      """
      event         | SYN_RECEIVED     | ESTABLISHED    | FIN_WAIT_1     | FIN_WAIT_2
      RST_EXACT     | - CLOSED         | - CLOSED       | - CLOSED       | - CLOSED
      RST_IN_WINDOW | A SYN_RECEIVED   | A ESTABLISHED  | A FIN_WAIT_1   | A FIN_WAIT_2
      RST_OUTSIDE   | - SYN_RECEIVED   | - ESTABLISHED  | - FIN_WAIT_1   | - FIN_WAIT_2
      SYN_IN_WINDOW | RA CLOSED        | A ESTABLISHED  | A FIN_WAIT_1   | A FIN_WAIT_2
      SYN_OLD       | A SYN_RECEIVED   | A ESTABLISHED  | A FIN_WAIT_1   | A FIN_WAIT_2
      SYN_REPEATED  | SA SYN_RECEIVED  | A ESTABLISHED  | A FIN_WAIT_1   | A FIN_WAIT_2
      ACK_NOTHING   | R SYN_RECEIVED   | - ESTABLISHED  | - FIN_WAIT_1   | - FIN_WAIT_2
      ACK_ALL       | - ESTABLISHED    | - ESTABLISHED  | - FIN_WAIT_2   | - FIN_WAIT_2
      ACK_UNSENT    | R SYN_RECEIVED   | A ESTABLISHED  | A FIN_WAIT_1   | A FIN_WAIT_2
      ACK_ANCIENT   | R SYN_RECEIVED   | A ESTABLISHED  | A FIN_WAIT_1   | A FIN_WAIT_2
      ACK_OUTSIDE   | A SYN_RECEIVED   | A ESTABLISHED  | A FIN_WAIT_1   | A FIN_WAIT_2
      NO_ACK        | - SYN_RECEIVED   | - ESTABLISHED  | - FIN_WAIT_1   | - FIN_WAIT_2
      DATA          | A+10 ESTABLISHED | A+10 ESTABLISHED | A+10 FIN_WAIT_2 | A+10 FIN_WAIT_2
      DATA_LATER    | A ESTABLISHED    | A ESTABLISHED  | A FIN_WAIT_2   | A FIN_WAIT_2
      DATA_OLD      | A SYN_RECEIVED   | A ESTABLISHED  | A FIN_WAIT_1   | A FIN_WAIT_2
      DATA_BEYOND   | A SYN_RECEIVED   | A ESTABLISHED  | A FIN_WAIT_1   | A FIN_WAIT_2
      FIN           | R SYN_RECEIVED   | A+1 CLOSE_WAIT | A+1 CLOSING    | A+1 TIME_WAIT
      FIN_ACK_ALL   | A+1 CLOSE_WAIT   | A+1 CLOSE_WAIT | A+1 TIME_WAIT  | A+1 TIME_WAIT
      FIN_LATER     | A ESTABLISHED    | A ESTABLISHED  | A FIN_WAIT_2   | A FIN_WAIT_2
      FIN_BEYOND    | A SYN_RECEIVED   | A ESTABLISHED  | A FIN_WAIT_1   | A FIN_WAIT_2
      """;

  private static final String AFTER_PEERS_FIN =
      """
      event         | CLOSE_WAIT       | CLOSING        | LAST_ACK       | TIME_WAIT
      RST_EXACT     | - CLOSED         | - CLOSED       | - CLOSED       | - CLOSED
      RST_IN_WINDOW | A CLOSE_WAIT     | A CLOSING      | A LAST_ACK     | - TIME_WAIT
      RST_OUTSIDE   | - CLOSE_WAIT     | - CLOSING      | - LAST_ACK     | - TIME_WAIT
      SYN_IN_WINDOW | A CLOSE_WAIT     | A CLOSING      | A LAST_ACK     | SA SYN_RECEIVED
      SYN_OLD       | A CLOSE_WAIT     | A CLOSING      | A LAST_ACK     | A TIME_WAIT
      SYN_REPEATED  | A CLOSE_WAIT     | A CLOSING      | A LAST_ACK     | A TIME_WAIT
      ACK_NOTHING   | - CLOSE_WAIT     | - CLOSING      | - LAST_ACK     | - TIME_WAIT
      ACK_ALL       | - CLOSE_WAIT     | - TIME_WAIT    | - CLOSED       | - TIME_WAIT
      ACK_UNSENT    | A CLOSE_WAIT     | A CLOSING      | A LAST_ACK     | - TIME_WAIT
      ACK_ANCIENT   | A CLOSE_WAIT     | A CLOSING      | A LAST_ACK     | - TIME_WAIT
      ACK_OUTSIDE   | A CLOSE_WAIT     | A CLOSING      | A LAST_ACK     | A TIME_WAIT
      NO_ACK        | - CLOSE_WAIT     | - CLOSING      | - LAST_ACK     | - TIME_WAIT
      DATA          | - CLOSE_WAIT     | - TIME_WAIT    | - CLOSED       | A TIME_WAIT
      DATA_LATER    | - CLOSE_WAIT     | - TIME_WAIT    | - CLOSED       | A TIME_WAIT
      DATA_OLD      | A CLOSE_WAIT     | A CLOSING      | A LAST_ACK     | A TIME_WAIT
      DATA_BEYOND   | A CLOSE_WAIT     | A CLOSING      | A LAST_ACK     | A TIME_WAIT
      FIN_REPEATED  | A CLOSE_WAIT     | A CLOSING      | A LAST_ACK     | A TIME_WAIT
      FIN           | - CLOSE_WAIT     | - CLOSING      | - LAST_ACK     | A TIME_WAIT
      FIN_ACK_ALL   | - CLOSE_WAIT     | - TIME_WAIT    | - CLOSED       | A TIME_WAIT
      FIN_LATER     | - CLOSE_WAIT     | - TIME_WAIT    | - CLOSED       | A TIME_WAIT
      FIN_BEYOND    | A CLOSE_WAIT     | A CLOSING      | A LAST_ACK     | A TIME_WAIT
      """;

  private static final String BEFORE =
      """
      event            | CLOSED    | LISTEN          | SYN_SENT
      RST              | - CLOSED  | - CLOSED        | - SYN_SENT
      RST_ACK_GOOD     | - CLOSED  | - CLOSED        | - CLOSED
      RST_ACK_BAD      | - CLOSED  | - CLOSED        | - SYN_SENT
      SYN              | RA CLOSED | SA SYN_RECEIVED | SA SYN_RECEIVED
      SYN_ACK_GOOD     | R CLOSED  | R CLOSED        | A ESTABLISHED
      SYN_ACK_BAD      | R CLOSED  | R CLOSED        | R SYN_SENT
      ACK_GOOD         | R CLOSED  | R CLOSED        | - SYN_SENT
      ACK_BAD          | R CLOSED  | R CLOSED        | R SYN_SENT
      ACK_DATA_BAD     | R CLOSED  | R CLOSED        | R SYN_SENT
      DATA_WITHOUT_ACK | RA CLOSED | - CLOSED        | - SYN_SENT
      FIN_WITHOUT_ACK  | RA CLOSED | - CLOSED        | - SYN_SENT
      FIN_ACK_BAD      | R CLOSED  | R CLOSED        | R SYN_SENT
      SYN_FIN          | RA CLOSED | - CLOSED        | SA SYN_RECEIVED
      """;

  static List<Arguments> cells() {
    List<Arguments> cells = new ArrayList<>();
    for (String table : List.of(BEFORE, SYNCHRONIZED, AFTER_PEERS_FIN)) {
      String[] lines = table.split("\n");
      String[] states = lines[0].split("\\|");
      for (int row = 1; row < lines.length; row++) {
        String[] columns = lines[row].split("\\|");
        for (int i = 1; i < columns.length; i++) {
          cells.add(
              Arguments.of(
                  TcpState.valueOf(states[i].strip()), columns[0].strip(), columns[i].strip()));
        }
      }
    }
    return cells;
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @MethodSource("cells")
  void segmentArrives(TcpState state, String event, String expected) {
    try (TcpPeer peer = new TcpPeer()) {
      Scene scene = new Scene(peer);
      scene.reach(state);
      peer.expectNothing();
      scene.happen(event);
      assertEquals(expected, scene.answer() + " " + scene.state());
      peer.expectNothing();
      Invariants.check(peer.stack);
      scene.end();
    }
  }

  /** A connection brought into a state. */
  private static final class Scene {

    private final TcpPeer peer;
    private StreamListener listener;
    private StreamSocket socket;

    /** The peer's next sequence number. */
    private int next = 1;

    /** The stack's SND.NXT and SND.UNA. */
    private int sent = 1;

    private int unacknowledged = 1;

    Scene(TcpPeer peer) {
      this.peer = peer;
    }

    void reach(TcpState state) {
      switch (state) {
        case CLOSED -> peer.iss = 77;
        case LISTEN -> {
          listener = peer.listen();
          peer.iss = 77;
        }
        case SYN_SENT -> socket = peer.connecting();
        case SYN_RECEIVED -> {
          listener = peer.listen();
          peer.sendRaw("S", TcpPeer.PEER_ISS, 0, new byte[0]);
          peer.iss = peer.expect().seq();
          unacknowledged = 0;
        }
        case ESTABLISHED -> {
          listener = peer.listen();
          socket = peer.accept(listener);
        }
        case FIN_WAIT_1 -> {
          reach(TcpState.ESTABLISHED);
          shutDown();
        }
        case FIN_WAIT_2 -> {
          reach(TcpState.FIN_WAIT_1);
          peer.send("A", next, sent);
          unacknowledged = sent;
        }
        case CLOSE_WAIT -> {
          reach(TcpState.ESTABLISHED);
          fin();
        }
        case CLOSING -> {
          reach(TcpState.FIN_WAIT_1);
          fin();
        }
        case LAST_ACK -> {
          reach(TcpState.CLOSE_WAIT);
          shutDown();
        }
        case TIME_WAIT -> {
          reach(TcpState.FIN_WAIT_2);
          fin();
        }
      }
      assertEquals(state == TcpState.LISTEN ? TcpState.CLOSED : state, state());
    }

    private void shutDown() {
      peer.stack.tcp.shutdownSend(socket, peer.nowNs);
      peer.stack.cycle(peer.nowNs);
      peer.expect("FA", sent, next);
      sent++;
    }

    private void fin() {
      peer.send("FA", next, unacknowledged);
      next++;
      peer.expect("A", sent, next);
    }

    void happen(String event) {
      byte[] none = new byte[0];
      byte[] ten = TcpPeer.pattern(0, 10);
      switch (event) {
        case "RST" -> peer.send("R", 0, 0);
        case "RST_ACK_GOOD" -> peer.send("RA", 0, 1);
        case "RST_ACK_BAD" -> peer.send("RA", 0, 9);
        case "SYN" -> peer.send("S", 0, 0);
        case "SYN_ACK_GOOD" -> peer.send("SA", 0, 1);
        case "SYN_ACK_BAD" -> peer.send("SA", 0, 9);
        case "ACK_GOOD" -> peer.send("A", 1, 1);
        case "ACK_BAD" -> peer.send("A", 1, 9);
        case "ACK_DATA_BAD" -> peer.send("A", 1, 9, ten);
        case "DATA_WITHOUT_ACK" -> peer.send("P", 1, 0, ten);
        case "FIN_WITHOUT_ACK" -> peer.send("F", 1, 0);
        case "FIN_ACK_BAD" -> peer.send("FA", 1, 9);
        case "SYN_FIN" -> peer.send("SF", 0, 0);
        case "RST_EXACT" -> peer.send("RA", next, sent);
        case "RST_IN_WINDOW" -> peer.send("RA", next + 100, sent);
        case "RST_OUTSIDE" -> peer.send("RA", next + 200_000, sent);
        case "SYN_IN_WINDOW" -> peer.send("S", next + 100, 0);
        case "SYN_OLD" -> peer.send("S", next - 1000, 0);
        case "SYN_REPEATED" -> peer.send("S", 0, 0);
        case "ACK_NOTHING" -> peer.send("A", next, unacknowledged);
        case "ACK_ALL" -> peer.send("A", next, sent);
        case "ACK_UNSENT" -> peer.send("A", next, sent + 100);
        case "ACK_ANCIENT" -> peer.send("A", next, sent - 100_000);
        case "ACK_OUTSIDE" -> peer.send("A", next - 1000, sent);
        case "NO_ACK" -> peer.send("P", next, 0, ten);
        case "DATA" -> peer.send("A", next, sent, ten);
        case "DATA_LATER" -> peer.send("A", next + 100, sent, ten);
        case "DATA_OLD" -> peer.send("A", next - 10, sent, ten);
        case "DATA_BEYOND" -> peer.send("A", next + 200_000, sent, ten);
        case "FIN" -> peer.send("FA", next, unacknowledged);
        case "FIN_ACK_ALL" -> peer.send("FA", next, sent);
        case "FIN_REPEATED" -> peer.send("FA", next - 1, unacknowledged);
        case "FIN_LATER" -> peer.send("FA", next + 100, sent, none);
        case "FIN_BEYOND" -> peer.send("FA", next + 200_000, sent);
        default -> throw new IllegalArgumentException(event);
      }
    }

    String answer() {
      if (peer.stack.sentCount() == 0) {
        return "-";
      }
      SentSegment sentSegment = peer.expect();
      String flags = sentSegment.flags();
      if (flags.equals("A")) {
        assertEquals(sent, sentSegment.seq() - peer.iss, "SEQ is SND.NXT");
        int more = sentSegment.ack() - TcpPeer.PEER_ISS - next;
        return more == 0 ? "A" : "A+" + more;
      }
      return flags;
    }

    TcpState state() {
      Endpoint[] endpoints = peer.stack.endpoints();
      if (endpoints.length == 0) {
        return TcpState.CLOSED;
      }
      return switch (endpoints[0]) {
        case TcpConnection c -> c.state;
        case SynRequest request -> TcpState.SYN_RECEIVED;
        default -> TcpState.TIME_WAIT;
      };
    }

    /** Whatever state it is in, the connection can be ended without leaving anything. */
    void end() {
      if (socket == null && listener != null) {
        socket = listener.poll();
      }
      if (socket != null) {
        peer.stack.tcp.abort(socket, peer.nowNs);
        socket.applicationDone();
      }
      if (listener != null) {
        peer.stack.tcp.stopListening(listener);
      }
      peer.jump(70 * TcpPeer.SECOND);
      assertEquals(0, peer.stack.tcp.connectionCount(), "connections left");
    }
  }
}
