package io.ringroad.fastpath.tcp.connection;

import io.ringroad.fastpath.stats.CounterDescription;
import io.ringroad.fastpath.stats.CounterTypes;

/** What a lane's TCP counts. */
public enum TcpCounter implements CounterDescription {
  SEGMENTS_RECEIVED("segments received"),
  SEGMENTS_SENT("segments sent"),
  SEGMENTS_REFUSED("segments that IP did not send"),
  SEGMENTS_COPIED("segments sent from a copy of their payload"),
  SEGMENTS_RETRANSMITTED("segments sent again"),
  MALFORMED("dropped: malformed"),
  BAD_CHECKSUM("dropped: bad checksum"),
  NOT_UNICAST("dropped: not a unicast address"),
  NO_FRAME("no frame was free"),
  RESETS_SENT("resets sent"),
  RESETS_RECEIVED("resets that ended a connection"),
  UNACCEPTABLE("dropped: outside the window"),
  PAWS("dropped: old timestamp"),
  CHALLENGE_ACKS("challenge acknowledgments sent"),
  CHALLENGE_ACKS_LIMITED("challenge acknowledgments not sent because of their limit"),
  DUPLICATES("segments that brought nothing new"),
  OUT_OF_ORDER("segments that came out of order"),
  REASSEMBLY_DROPPED("out-of-order segments that were held already, or found no room"),
  TEXT_AFTER_CLOSE("connections reset: data for a closed socket"),
  ACTIVE_OPENS("connections opened"),
  PASSIVE_OPENS("connections accepted"),
  HANDSHAKES_DROPPED("SYN dropped: too many handshakes"),
  HANDSHAKES_EXPIRED("handshakes that the peer did not finish"),
  ACCEPTS_DEFERRED("acknowledgments of a SYN-ACK that waited for data"),
  FAST_OPENS("connections opened by data in a SYN"),
  FAST_OPENS_REFUSED("SYNs with a wrong Fast Open cookie"),
  FAST_OPEN_OVERFLOWS("SYNs with data treated as plain: too many wait"),
  SYN_DATA_ACKNOWLEDGED("connections whose SYN's data the peer took"),
  SYN_DATA_REFUSED("connections whose SYN's data the peer did not take"),
  COOKIES_SENT("SYN cookies sent"),
  COOKIES_ACCEPTED("SYN cookies that came back"),
  COOKIES_REFUSED("SYN cookies that were wrong or too old"),
  ACCEPT_OVERFLOWS("dropped: accept queue full"),
  CONNECTIONS("connections in the table"),
  ASLEEP("connections asleep, of those in the table"),
  WAKE_UPS("connections that woke up"),
  TIME_WAITS("connections in TIME-WAIT"),
  TIME_WAIT_OVERFLOWS("TIME-WAIT cut short: too many"),
  TIME_WAIT_REUSED("TIME-WAIT ended by a new connection"),
  ORPHANS("connections whose socket is closed"),
  ORPHANS_REFUSED("connections reset: too many orphans"),
  FAILED("connections that failed"),
  TIMEOUTS("retransmission timeouts"),
  FAST_RETRANSMITS("fast retransmits"),
  LOSS_PROBES("tail loss probes sent"),
  LOSS_PROBE_RECOVERIES("losses that a tail loss probe repaired"),
  RETRANSMISSIONS_LOST("retransmissions that were lost"),
  REORDERINGS("segments delivered behind what was sent after them"),
  RECOVERIES_UNDONE("reductions of the window taken back: nothing was lost"),
  SPURIOUS_TIMEOUTS("timeouts that were spurious"),
  SACK_RENEGED("peers that dropped what they had reported"),
  SACK_BLOCKS_IGNORED("SACK blocks that can't be"),
  DUPLICATE_SACKS_RECEIVED("duplicates that the peer reported by D-SACK"),
  DUPLICATE_SACKS_SENT("duplicates reported by D-SACK"),
  MARKS_RECEIVED("segments that arrived marked: congestion experienced"),
  ECHOES_OBEYED("reductions of the window that the peer asked for by ECE"),
  WINDOW_PROBES("window probes sent"),
  KEEPALIVE_PROBES("keepalive probes sent"),
  BLACK_HOLES("segments made smaller because large ones vanished"),
  ICMP_BELIEVED("ICMP errors believed"),
  ICMP_IGNORED("ICMP errors ignored");

  private final String label;

  TcpCounter(String what) {
    this.label = "tcp " + what;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public int typeId() {
    return CounterTypes.TCP;
  }
}
