package io.ringroad.fastpath.tcp;

import static io.ringroad.fastpath.wire.SequenceNumbers.leq;
import static io.ringroad.fastpath.wire.SequenceNumbers.lt;

import io.ringroad.fastpath.tcp.connection.Deadlines;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpState;
import io.ringroad.fastpath.tcp.endpoint.Endpoint;
import io.ringroad.fastpath.tcp.lifetime.TimeWait;
import io.ringroad.fastpath.tcp.queue.Scoreboard;
import io.ringroad.fastpath.tcp.queue.SendQueue;
import io.ringroad.pmd.Frame;

/** What must hold of every connection after every event. */
final class Invariants {

  private Invariants() {}

  static void check(TestStack stack) {
    for (Endpoint endpoint : stack.endpoints()) {
      if (endpoint instanceof TcpConnection c) {
        check(c);
      } else if (endpoint instanceof TimeWait) {
        hold(endpoint.isArmed(), "TIME-WAIT has its timer");
      }
    }
  }

  static void check(TcpConnection c) {
    hold(c.state != TcpState.CLOSED, "no closed connection stays in the table");
    hold(leq(c.snd.una, c.snd.nxt), "SND.UNA =< SND.NXT");
    boolean waits =
        c.deadlines.earliestNs() == Deadlines.NEVER
            || c.isArmed() && c.deadlineNs() <= c.deadlines.earliestNs();
    hold(waits || c.deadlines.earliestNs() < c.deadlineNs() + (1 << 17), "armed early enough");
    if (!c.state.isSynchronized()) {
      boolean unsent = c.fastOpen != null && c.fastOpen.deferred;
      hold(unsent || c.deadlines.retransmitNs != Deadlines.NEVER, "the SYN has its timer");
      return;
    }
    receive(c);
    send(c);
    hold(c.window.bytes() >= c.snd.segmentBytes, "cwnd >= SMSS");
  }

  private static void receive(TcpConnection c) {
    hold(leq(c.rcv.delivered, c.rcv.nxt), "delivered =< RCV.NXT");
    hold(leq(c.rcv.nxt, c.rcv.rightEdge), "RCV.NXT =< RCV.NXT + RCV.WND");
    hold(c.reassembly == null || !c.reassembly.isEmpty(), "an empty reassembly queue goes back");
    if (c.reassembly != null) {
      int first = c.reassembly.firstSequence();
      hold(
          first == c.rcv.delivered || lt(c.rcv.nxt, first) && c.rcv.delivered == c.rcv.nxt,
          "what is held is the next to deliver, or out of order");
    }
  }

  private static void send(TcpConnection c) {
    SendQueue queue = c.sendQueue;
    if (queue == null) {
      hold(c.snd.una == c.snd.nxt, "nothing in flight without a queue");
      return;
    }
    hold(!queue.isEmpty(), "an empty send queue goes back");
    int next = c.snd.una;
    Scoreboard board = queue.scoreboard();
    int lost = 0;
    int sacked = 0;
    int onTheirWay = 0;
    int unsent = 0;
    Frame frame = new Frame();
    for (int i = 0; i < queue.size(); i++) {
      hold(queue.sequence(i) == next, "entries follow each other");
      next += queue.sequenceLength(i);
      boolean isLost = queue.is(i, SendQueue.LOST);
      lost += isLost ? queue.sequenceLength(i) : 0;
      boolean isSacked = queue.is(i, SendQueue.SACKED);
      sacked += isSacked ? queue.sequenceLength(i) : 0;
      onTheirWay += i < queue.sentCount() && !isLost && !isSacked ? 1 : 0;
      hold(!isLost || !isSacked, "nothing is lost that the peer has");
      hold(!isSacked || i < queue.sentCount(), "only what was sent is reported");
      hold(!isLost || i < queue.sentCount(), "only what was sent is lost");
      unsent += i >= queue.sentCount() ? queue.length(i) : 0;
      hold(queue.frame(i) == 0 || frame.wrap(queue.frame(i)).references() > 0, "frames are held");
      if (i == queue.sentCount() - 1) {
        hold(next == c.snd.nxt, "what was sent ends at SND.NXT");
      }
    }
    hold(next == queue.endSequence(), "the queue ends where it says");
    hold(lost == board.lostBytes(), "lost bytes are counted");
    hold(sacked == board.sackedBytes(), "reported bytes are counted");
    hold(sacked == 0 || c.sack, "nobody reports who does not permit SACK");
    for (int i = queue.firstInOrder(); i >= 0; i = queue.nextInOrder(i)) {
      onTheirWay--;
    }
    hold(onTheirWay == 0, "what is on its way stands in the order of transmission");
    hold(unsent == queue.unsentBytes(), "unsent bytes are counted");
    hold(lost + sacked <= c.snd.flightBytes(), "no more is lost than in flight");
    boolean inFlight = c.snd.una != c.snd.nxt;
    hold(
        inFlight == (c.deadlines.retransmitNs != Deadlines.NEVER),
        "the retransmission timer runs exactly while something is in flight");
  }

  private static void hold(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError("broken: " + what);
    }
  }
}
