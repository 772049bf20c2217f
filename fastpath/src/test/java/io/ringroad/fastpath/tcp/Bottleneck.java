package io.ringroad.fastpath.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.lane.LaneConfig;
import io.ringroad.fastpath.lane.LaneGroup;
import io.ringroad.fastpath.lane.SimLane;
import io.ringroad.fastpath.lane.SocketOperations;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.tcp.congestion.CongestionAlgorithm;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.pmd.NativeFramePool;
import io.ringroad.pmd.sim.LinkProfile;
import io.ringroad.pmd.sim.LinkStatistics;
import io.ringroad.pmd.sim.SimLink;
import io.ringroad.pmd.sim.SimNet;
import io.ringroad.pmd.sim.SimNic;
import io.ringroad.pmd.sim.SimParticipant;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Bulk transfers from one engine to another, over a link whose rate and queue they share. Each flow
 * may have a congestion control of its own. Virtual time, repeated by its seed.
 */
final class Bottleneck implements SimParticipant, AutoCloseable {

  static final long MS = 1_000_000L;
  static final long SECOND = 1_000 * MS;
  static final int MSS = 1448;

  private static final int PORT = 80;
  private static final int CHUNK = 64 * 1024;
  private static final long SINK = IpAddresses.mapIpv4(IpAddresses.parseIpv4("10.0.0.1"));

  /** One transfer. */
  static final class Flow {
    final StreamSocket source;
    StreamSocket sink;
    long bytesRead;
    private long bytesMarked;

    Flow(StreamSocket source) {
      this.source = source;
    }

    TcpConnection connection() {
      return (TcpConnection) source.protocolState();
    }

    /** From now on {@link #bytesSinceMark()} counts. */
    void mark() {
      bytesMarked = bytesRead;
    }

    long bytesSinceMark() {
      return bytesRead - bytesMarked;
    }
  }

  final SimNet net;
  final SimLink link;
  final List<Flow> flows = new ArrayList<>();
  private final NativeFramePool sourcePool = new NativeFramePool(32_767);
  private final NativeFramePool sinkPool = new NativeFramePool(32_767);
  private final SimNic sourceNic;
  private final SimNic sinkNic;
  private final LaneGroup sources;
  private final LaneGroup sinks;
  private final StreamSocket listening;
  private final MemorySegment buffer = Arena.ofAuto().allocate(CHUNK);

  /** The bottleneck is towards the sink; the way back is as long and never full. */
  Bottleneck(long seed, LinkProfile bottleneck) {
    net = new SimNet(seed);
    sourceNic = net.nic("source", sourcePool);
    sinkNic = net.nic("sink", sinkPool);
    link = net.link(sourceNic, sinkNic);
    link.forward().profile(bottleneck);
    link.backward().profile(LinkProfile.DEFAULT.withDelayNs(bottleneck.delayNs()));
    sources = group(sourceNic, sourcePool, "10.0.0.2/24", seed);
    sinks = group(sinkNic, sinkPool, "10.0.0.1/24", seed);
    net.attach(this);
    SocketOperations door = sinks.proxy(0);
    listening = door.openStream();
    assertEquals(NetError.NONE, door.bind(listening, 0, IpAddresses.IPV4_ANY_LOW, PORT));
    // What a listener of DCTCP accepts has it too, and echoes in its way.
    assertEquals(NetError.NONE, door.listen(listening, 16));
  }

  private LaneGroup group(SimNic nic, NativeFramePool pool, String address, long seed) {
    LaneGroup group =
        new LaneGroup(
            LaneConfig.builder()
                .lanes(1)
                .nic(nic, address)
                .pool(pool)
                .clock(net.clock())
                .seed(seed, nic.macAddress())
                .tcp(TcpConfig.DEFAULTS)
                .build());
    net.attach(new SimLane(group.lane(0)));
    group.lane(0).doWork();
    return group;
  }

  /** Begins a transfer that never ends. */
  Flow start(CongestionAlgorithm algorithm) {
    if (algorithm.needsEcn()) {
      sinks.proxy(0).setOption(listening, SocketOption.CONGESTION, algorithm.optionValue());
    }
    SocketOperations door = sources.proxy(0);
    StreamSocket socket = door.openStream();
    assertEquals(
        NetError.NONE, door.setOption(socket, SocketOption.CONGESTION, algorithm.optionValue()));
    assertEquals(NetError.IN_PROGRESS, door.connect(socket, 0, SINK, PORT));
    Flow flow = new Flow(socket);
    flows.add(flow);
    return flow;
  }

  void runFor(long ns) {
    net.runFor(ns);
  }

  LinkStatistics statistics() {
    return link.forward().statistics();
  }

  @Override
  public int step(long nowNs) {
    int work = 0;
    StreamSocket accepted;
    while ((accepted = listening.listener().poll()) != null) {
      int port = accepted.remotePort();
      Flow owner = null;
      for (Flow flow : flows) {
        owner = flow.source.localPort() == port ? flow : owner;
      }
      assertNotNull(owner, "a flow for what was accepted");
      owner.sink = accepted;
      work++;
    }
    for (Flow flow : flows) {
      work += write(flow) + read(flow);
    }
    return work;
  }

  private int write(Flow flow) {
    if (flow.sink == null) {
      return 0;
    }
    // Also without space: that the application waits for some makes the buffer grow.
    int written = flow.source.write(buffer, 0, CHUNK, 0);
    if (written <= 0) {
      return 0;
    }
    sources.proxy(0).notifyLane(flow.source, StreamSocket.NOTICE_SEND);
    return 1;
  }

  private int read(Flow flow) {
    if (flow.sink == null) {
      return 0;
    }
    int read = flow.sink.read(buffer, 0, CHUNK);
    if (read <= 0) {
      return 0;
    }
    flow.bytesRead += read;
    if (flow.sink.wantsReadNotice()) {
      sinks.proxy(0).notifyLane(flow.sink, StreamSocket.NOTICE_READ);
    }
    return 1;
  }

  @Override
  public void close() {
    net.detach(this);
    for (Flow flow : flows) {
      sources.proxy(0).abort(flow.source);
      if (flow.sink != null) {
        sinks.proxy(0).abort(flow.sink);
      }
    }
    sinks.proxy(0).close(listening);
    net.runFor(SECOND);
    sources.close();
    sinks.close();
    net.settle();
    sourceNic.close();
    sinkNic.close();
    net.settle();
    assertEquals(0, sourcePool.inUse(), "frames of the sources that did not come back");
    assertEquals(0, sinkPool.inUse(), "frames of the sink that did not come back");
    sourcePool.close();
    sinkPool.close();
  }
}
