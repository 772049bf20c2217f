package io.ringroad.fastpath.raw;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.datagram.PacketSharing;
import io.ringroad.fastpath.ip.IcmpError;
import io.ringroad.fastpath.ip.IpOutput;
import io.ringroad.fastpath.socket.DatagramMetadata;
import io.ringroad.fastpath.socket.SocketContext;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.wire.Ipv4Header;
import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;

/**
 * Tells raw sockets of packets that did not arrive (Linux's {@code raw_icmp_error}): those that
 * match the packet, if they are connected and the error is hard, or if they asked by IP_RECVERR.
 *
 * <p>For other lanes a report travels in a frame, its addresses in the metadata:
 *
 * <pre>
 *   0               4       5       6               8              12
 *   +---------------+-------+-------+---------------+---------------+
 *   | NetError   32 | hard  | local | type  | code  | mtu        32 |
 *   +---------------+-------+-------+---------------+---------------+ 12
 *   | protocol   32 |
 *   +---------------+ 16
 * </pre>
 */
final class RawErrors {
  private static final int HARD = 4;
  private static final int LOCAL = 5;
  private static final int TYPE = 6;
  private static final int CODE = 7;
  private static final int MTU = 8;
  private static final int PROTOCOL = 12;
  private static final int LENGTH_BYTES = 16;
  private static final NetError[] ERRORS = NetError.values();

  private final RawTable table;
  private final IpOutput output;
  private final SocketContext context;
  private final PacketSharing sharing;
  private final CounterSet<RawCounter> counters;
  private final IcmpError shared = new IcmpError();
  private final Frame frame = new Frame();
  private final DatagramMetadata metadata = new DatagramMetadata();

  RawErrors(
      RawTable table,
      IpOutput output,
      SocketContext context,
      PacketSharing sharing,
      CounterSet<RawCounter> counters) {
    this.table = table;
    this.output = output;
    this.context = context;
    this.sharing = sharing;
    this.counters = counters;
  }

  void onError(IcmpError error, long nowNs) {
    tell(error, nowNs);
    int others = sharing.rawLanes(error.protocol());
    if (others != 0) {
      share(error, others);
    }
  }

  private void tell(IcmpError error, long nowNs) {
    for (RawEndpoint at = table.first(error.protocol()); at != null; at = at.next) {
      boolean concerned =
          at.matches(
              error.localHigh(),
              error.localLow(),
              error.remoteHigh(),
              error.remoteLow(),
              RawEndpoint.ANY_INTERFACE);
      if (concerned && error.error() == NetError.MESSAGE_SIZE) {
        output.learnPathMtu(error, nowNs);
      }
      if (concerned && at.hears(error)) {
        counters.increment(RawCounter.ERRORS_DELIVERED);
        at.failed(error, unsentBytes(at, error), nowNs);
      }
    }
  }

  /** A sender that brought the IP header has it back with what it sent: it lies before the rest. */
  private static int unsentBytes(RawEndpoint endpoint, IcmpError error) {
    boolean own = endpoint.socket().options().isSet(SocketOption.HEADER_INCLUDED);
    return own && error.quotedBytes() > 0 ? -Ipv4Header.LENGTH : 0;
  }

  private void share(IcmpError error, int others) {
    long address = context.allocate();
    if (address == 0) {
      counters.increment(RawCounter.ERRORS_NOT_SHARED);
      return;
    }
    long data = frame.wrap(address).append(LENGTH_BYTES);
    NativeMemory.putInt(data, error.error().ordinal());
    NativeMemory.putByte(data + HARD, (byte) (error.hard() ? 1 : 0));
    NativeMemory.putByte(data + LOCAL, (byte) (error.local() ? 1 : 0));
    NativeMemory.putByte(data + TYPE, (byte) error.type());
    NativeMemory.putByte(data + CODE, (byte) error.code());
    NativeMemory.putInt(data + MTU, error.mtu());
    NativeMemory.putInt(data + PROTOCOL, error.protocol());
    metadata
        .wrap(address)
        .clear()
        .local(error.localHigh(), error.localLow(), 0)
        .remote(error.remoteHigh(), error.remoteLow(), 0)
        .flags(DatagramMetadata.IS_ERROR);
    sharing.share(address, others);
    context.freeOnLane(address);
  }

  /** Takes a report of another lane. */
  void onShared(long address, long nowNs) {
    long data = frame.wrap(address).data();
    metadata.wrap(address);
    shared
        .cause(
            ERRORS[NativeMemory.getInt(data)],
            NativeMemory.getByte(data + HARD) != 0,
            NativeMemory.getByte(data + LOCAL) != 0,
            NativeMemory.getUnsignedByte(data + TYPE),
            NativeMemory.getUnsignedByte(data + CODE),
            NativeMemory.getInt(data + MTU))
        .addresses(
            NativeMemory.getInt(data + PROTOCOL),
            metadata.localHigh(),
            metadata.localLow(),
            metadata.remoteHigh(),
            metadata.remoteLow());
    tell(shared, nowNs);
    context.freeOnLane(address);
  }
}
