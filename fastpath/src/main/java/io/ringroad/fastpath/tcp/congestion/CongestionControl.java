package io.ringroad.fastpath.tcp.congestion;

/**
 * The congestion control of one connection: made when the first data is sent, gone with the
 * connection. Loss recovery decides that something was lost and what to send again, and how the
 * window shrinks towards ssthresh meanwhile; the algorithm decides how large ssthresh is then, and
 * how the window grows. Called by the lane's thread, without allocation.
 *
 * <pre>
 *   every acknowledgment, before anything else   measure
 *   the same, once loss recovery has judged it,
 *     unless a reduction is under way            grow         sets the window
 *   fast recovery begins                         onLoss       sets ssthresh, remembers for undo
 *   ECE outside a reduction: CWR begins          onEcnEcho    sets ssthresh
 *   fast recovery or CWR ends                    onRecovered  sets the window
 *   first timeout of some data                   onTimeout    sets ssthresh and the window
 *   the loss was none                            undo         sets both back
 *   new data after everything was acknowledged   onRestart    may set the window
 *   what could be sent was sent                  onSent
 *   the same, while nothing is lost              validate     may set the window
 * </pre>
 */
public abstract sealed class CongestionControl permits NewReno, Cubic {

  /** Room for sums: a window never grows beyond it. */
  static final int MAX_WINDOW = Integer.MAX_VALUE / 2;

  final CongestionWindow window;
  private final WindowUse use = new WindowUse();
  private int priorBytes;
  private int priorThreshold;
  private boolean reductionToTell;

  CongestionControl(CongestionWindow window) {
    this.window = window;
  }

  /** Which one this is. */
  public abstract CongestionAlgorithm algorithm();

  // ---- events ----

  /** An acknowledgment arrived: notes its round-trip time and its ECE, and changes no window. */
  public abstract void measure(AckSample ack);

  /**
   * Data was acknowledged while no reduction of the window was under way (that is, neither in fast
   * recovery nor in CWR; slow start after a timeout counts): the window grows, if it was used.
   */
  public final void grow(AckSample ack) {
    if (ack.deliveredBytes > 0 && use.isLimited(window)) {
      increase(ack);
    } else {
      hold(ack);
    }
  }

  /**
   * Acknowledgments told of a loss: sets ssthresh. The caller shrinks the window.
   *
   * @param inFlightBytes bytes in flight when the loss was noticed: FlightSize of RFC 5681 2
   */
  public final void onLoss(int inFlightBytes, long nowNs) {
    reduce(inFlightBytes, false, nowNs);
  }

  /** ECE came, for the first time in a window of data: sets ssthresh. RFC 3168 6.1.2. */
  public final void onEcnEcho(int inFlightBytes, long nowNs) {
    reduce(inFlightBytes, true, nowNs);
    forbidUndo();
  }

  /**
   * The retransmission timer expired for the first time for this data: sets ssthresh, and the
   * window to one segment. RFC 5681 3.1.
   */
  public final void onTimeout(int inFlightBytes, long nowNs) {
    reduce(inFlightBytes, false, nowNs);
    window.bytes(window.segmentBytes());
    afterTimeout();
  }

  /** All that was outstanding when the reduction began is acknowledged: sets the window. */
  public final void onRecovered() {
    // RFC 6937 3, RFC 6582 3.2 step 3 option (2): deflate to ssthresh.
    window.bytes(window.slowStartThreshold());
  }

  /**
   * The last reduction was made for a loss that was none: takes it back. RFC 4015, RFC 9438 4.9.
   */
  public final void undo() {
    if (priorBytes == 0) {
      return;
    }
    window.bytes(Math.max(window.bytes(), priorBytes));
    window.slowStartThreshold(Math.max(window.slowStartThreshold(), priorThreshold));
    forbidUndo();
    reductionToTell = false;
    restore();
  }

  /** What was reduced stays so: the loss was real, or ECN told of it. */
  public final void forbidUndo() {
    priorBytes = 0;
  }

  private void reduce(int inFlightBytes, boolean byEcn, long nowNs) {
    priorBytes = window.bytes();
    priorThreshold = window.slowStartThreshold();
    int threshold = byEcn ? thresholdByEcn(inFlightBytes) : thresholdByLoss(inFlightBytes);
    // RFC 5681 (4), RFC 9438 4.6: at least two segments.
    window.slowStartThreshold(Math.max(threshold, 2 * window.segmentBytes()));
    // RFC 3168 6.1.2: the peer learns of each reduction, whatever made it.
    reductionToTell = true;
  }

  // ---- use of the window ----

  /**
   * The connection has sent what it could.
   *
   * @param limited the window alone held back more
   * @param inFlightBytes bytes in flight now
   * @param unacknowledged SND.UNA
   * @param next SND.NXT
   */
  public final void onSent(boolean limited, int inFlightBytes, int unacknowledged, int next) {
    use.onSent(limited, inFlightBytes, unacknowledged, next);
  }

  /** The same while nothing is lost and no reduction is under way: an unused window shrinks. */
  public final void validate(int inFlightBytes, long rtoNs, long nowNs) {
    use.validate(window, inFlightBytes, rtoNs, nowNs);
  }

  /** New data is about to follow {@code idleNs} of silence, with nothing in flight. */
  public final void onRestart(long idleNs, long rtoNs, boolean slowStart, long nowNs) {
    if (slowStart && idleNs > rtoNs) {
      use.onIdle(window, idleNs, rtoNs, nowNs);
    }
    resume();
  }

  // ---- what others ask ----

  /** A reduction was made that the peer was not told of; asking once is enough. RFC 3168 6.1.2. */
  public final boolean takeReductionToTell() {
    boolean was = reductionToTell;
    reductionToTell = false;
    return was;
  }

  // ---- the algorithm ----

  /** Lets the window grow: it was used. */
  abstract void increase(AckSample ack);

  /** The window does not grow, because it was not used. */
  void hold(AckSample ack) {}

  /** The slow start threshold after a loss. */
  abstract int thresholdByLoss(int inFlightBytes);

  /** The slow start threshold after a mark. */
  abstract int thresholdByEcn(int inFlightBytes);

  /** Slow start begins anew. */
  void afterTimeout() {}

  /** Sets back what the last reduction changed in the algorithm's own state. */
  abstract void restore();

  /** Nothing was in flight for a while. */
  void resume() {}

  /**
   * RFC 5681 3.1 (2), RFC 3465 2.2: slow start adds what was acknowledged, at most {@code
   * limitSegments} segments at a time, and ends at ssthresh.
   *
   * @return bytes acknowledged beyond those that brought the window to ssthresh
   */
  final int slowStart(int ackedBytes, int limitSegments) {
    int counted = (int) Math.min(ackedBytes, (long) limitSegments * window.segmentBytes());
    int room = window.slowStartThreshold() - window.bytes();
    int used = Math.min(counted, room);
    growBy(used);
    return counted - used;
  }

  final void growBy(int bytes) {
    window.bytes((int) Math.min((long) window.bytes() + bytes, MAX_WINDOW));
  }
}
