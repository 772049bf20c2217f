package io.ringroad.fastpath.tcp.lifetime;

import io.ringroad.fastpath.ip.IpDestination;
import io.ringroad.fastpath.ip.IpOutput;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import io.ringroad.fastpath.tcp.segment.SegmentFrame;
import io.ringroad.fastpath.tcp.segment.SegmentOutput;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.fastpath.wire.TcpHeader;
import io.ringroad.fastpath.wire.TcpOptions;
import io.ringroad.pmd.FrameCache;

/** Makes the one segment that TIME-WAIT sends, and hands it to IP. Owned by the lane. */
final class TimeWaitOutput {

  private final SegmentFrame out;
  private final TcpHeader header = new TcpHeader();
  private final IpDestination destination = new IpDestination(IpProtocols.TCP);

  TimeWaitOutput(FrameCache cache, IpOutput ip, CounterSet<TcpCounter> counters) {
    this.out = new SegmentFrame(cache, ip, counters);
  }

  /** {@code <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>}; nothing if no frame is free. */
  void sendAck(TimeWait tw, long nowNs) {
    if (!out.allocate()) {
      return;
    }
    int length = TcpHeader.MIN_LENGTH + (tw.timestamps ? TcpOptions.TIMESTAMPS_BYTES : 0);
    long at = out.frame.prepend(length);
    header.wrap(at);
    header.write(
        tw.localPort(),
        tw.remotePort(),
        tw.sndNxt,
        tw.rcvNxt,
        length,
        TcpHeader.ACK,
        tw.windowField);
    if (tw.timestamps) {
      int value = SegmentOutput.clock(nowNs) + tw.timestampOffset;
      TcpOptions.writeTimestamps(at + TcpHeader.MIN_LENGTH, value, tw.tsRecent);
    }
    destination.local(tw.localHigh, tw.localLow).remote(tw.remoteHigh, tw.remoteLow);
    out.transmit(destination, nowNs);
  }
}
