package io.ringroad.fastpath.ip6;

import io.ringroad.fastpath.ip.IpDestination;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.fastpath.wire.Ipv6Header;
import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;

/**
 * The flow labels of what is sent: a keyed hash of addresses, protocol and ports, so that all
 * packets of a flow have the same one, nobody can guess it, and routers spread flows by it (RFC
 * 6437 3). Linux does so too ({@code auto_flowlabels}).
 */
final class FlowLabels {
  private final long secret;

  FlowLabels(long secret) {
    this.secret = secret;
  }

  /**
   * The label of a packet's flow.
   *
   * @param frame whose data begins at the transport header
   */
  int of(Frame frame, IpDestination to) {
    int protocol = to.protocol();
    boolean ports = protocol == IpProtocols.TCP || protocol == IpProtocols.UDP;
    long flow = ports ? NativeMemory.getUnsignedInt(frame.data()) : 0;
    int local = IpAddresses.hash(to.localHigh(), to.localLow() ^ flow << 8 ^ protocol, secret);
    int label =
        IpAddresses.hash(to.remoteHigh() ^ local, to.remoteLow(), secret)
            & Ipv6Header.FLOW_LABEL_MASK;
    return label == 0 ? 1 : label; // 0 would say that there is none
  }
}
