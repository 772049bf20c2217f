package io.ringroad.fastpath.tcp.segment;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.ip.IpDestination;
import io.ringroad.fastpath.ip.IpOutput;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import io.ringroad.fastpath.wire.TcpHeader;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;

/**
 * The frame in which a segment is made, from its allocation to its hand-over to IP. One object a
 * lane for each class that makes segments. Owned by the lane.
 */
public final class SegmentFrame {

  public final Frame frame = new Frame();
  private final FrameCache cache;
  private final IpOutput ip;
  private final CounterSet<TcpCounter> counters;

  public SegmentFrame(FrameCache cache, IpOutput ip, CounterSet<TcpCounter> counters) {
    this.cache = cache;
    this.ip = ip;
    this.counters = counters;
  }

  /** Takes an empty frame; false if none is free. */
  public boolean allocate() {
    long address = cache.allocate();
    if (address == 0) {
      counters.increment(TcpCounter.NO_FRAME);
      return false;
    }
    frame.wrap(address);
    return true;
  }

  /** Sends the segment, whose header is at the frame's data. The frame is gone then. */
  public void transmit(IpDestination to, long nowNs) {
    counters.increment(TcpCounter.SEGMENTS_SENT);
    if (ip.send(frame, to, TcpHeader.CHECKSUM_OFFSET, nowNs) != NetError.NONE) {
      counters.increment(TcpCounter.SEGMENTS_REFUSED);
    }
  }
}
