package io.ringroad.perf.stage;

import io.ringroad.fastpath.lane.Lane;
import io.ringroad.fastpath.wire.EtherTypes;
import io.ringroad.fastpath.wire.EthernetHeader;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.fastpath.wire.Ipv4Header;
import io.ringroad.fastpath.wire.TcpHeader;
import io.ringroad.fastpath.wire.TcpOptions;
import io.ringroad.ffm.NativeMemory;
import io.ringroad.perf.echo.EchoOnLane;
import io.ringroad.perf.l2.FrameTurnaround;
import io.ringroad.perf.socket.Endpoint;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.NativeFramePool;
import io.ringroad.pmd.sim.InjectionNic;
import io.ringroad.shim.Ringroad;
import io.ringroad.shim.RingroadConfig;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A round trip of TCP while other frames come, {@link #FLOOD_FRAMES} for each request: the cost of
 * a flood is that of the round trip, compared with {@code HARMLESS} frames at the same rate. What
 * the engine answers to a flood is thrown away.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FloodStage {
  /** With each request. */
  public static final int FLOOD_FRAMES = 8;

  private static final long SERVER_MAC = 0x02_00_00_00_00_01L;
  private static final int PORT = 7_000;
  private static final int MTU = 1_500;
  private static final int PAYLOAD_BYTES = 64;
  private static final int TYPE_OFFSET = 12;
  private static final int PROTOCOL_OFFSET = 23;
  private static final int POOL_FRAMES = 8_191;
  private static final int NIC_FRAMES = 255;

  /** More turns than any answer takes. */
  private static final int MAX_TURNS = 1_000;

  /** What comes beside the requests. */
  @Param({
    "HARMLESS",
    "FRAGMENTS",
    "FRAGMENTS_IPV6",
    "ARP",
    "SOLICITATIONS",
    "MULTICAST",
    "MULTICAST_IPV6"
  })
  public String flood;

  private final NativeFramePool pool = new NativeFramePool(POOL_FRAMES);
  private final InjectionNic nic = new InjectionNic("stage", SERVER_MAC, MTU, pool, NIC_FRAMES);
  private final FrameTurnaround turnaround = new FrameTurnaround();
  private final Frame frame = new Frame();
  private Ringroad engine;
  private Lane lane;
  private long request;
  private FloodFrames frames;

  /** Starts the engine with an echo server on its lane, and connects to it. */
  @Setup
  public void setUp() {
    Endpoint endpoint = new Endpoint("0.0.0.0", PORT);
    engine =
        Ringroad.launch(
            RingroadConfig.builder()
                .pool(pool)
                .nic(nic, RequestFrames.SERVER_NETWORK, FloodFrames.SERVER_IPV6)
                .neighbor(RequestFrames.CLIENT_AT)
                .drivenByCaller()
                .application((sockets, index) -> new EchoOnLane(sockets, endpoint, endpoint))
                .build());
    lane = engine.lane(0);
    announced();
    RequestFrames requests = new RequestFrames(pool, SERVER_MAC, PORT);
    frames = new FloodFrames(FloodFrames.Kind.valueOf(flood), pool, SERVER_MAC);
    request = connect(requests);
  }

  private long connect(RequestFrames requests) {
    long answer = answerTo(requests.syn());
    long header = frame.wrap(answer).data() + EthernetHeader.LENGTH + Ipv4Header.LENGTH;
    TcpHeader synAck = new TcpHeader().wrap(header);
    TcpOptions options = new TcpOptions();
    options.parse(synAck.options(), synAck.length() - TcpHeader.MIN_LENGTH);
    int acknowledgment = synAck.sequence() + 1;
    pool.free(answer);
    return requests.firstData(acknowledgment, options.timestampValue(), PAYLOAD_BYTES);
  }

  /** The engine tells its addresses. */
  private void announced() {
    for (int turn = 0; turn < MAX_TURNS; turn++) {
      lane.doWork();
      throwAway(nic.collect());
    }
  }

  private void throwAway(long address) {
    if (address != 0) {
      pool.free(address);
    }
  }

  /** One request, what floods beside it, and the answer. */
  @Benchmark
  public long roundTrip() {
    for (int i = 0; i < FLOOD_FRAMES; i++) {
      long address = frames.next();
      if (address == 0) {
        throw new IllegalStateException("the flood holds all frames");
      }
      nic.inject(address);
    }
    long answer = answerTo(request);
    while (!turnaround.turn(frame.wrap(answer))) {
      pool.free(answer); // an acknowledgment that did not wait for the data
      answer = nextAnswer();
    }
    request = answer;
    return answer;
  }

  private long answerTo(long address) {
    nic.inject(address);
    return nextAnswer();
  }

  /** The next segment that is sent; all else is an answer to the flood. */
  private long nextAnswer() {
    for (int turn = 0; turn < MAX_TURNS; turn++) {
      lane.doWork();
      for (long answer = nic.collect(); answer != 0; answer = nic.collect()) {
        if (isSegment(answer)) {
          return answer;
        }
        pool.free(answer);
      }
    }
    throw new IllegalStateException("no answer in " + MAX_TURNS + " turns");
  }

  private boolean isSegment(long address) {
    long data = frame.wrap(address).data();
    return NativeMemory.getUnsignedShortBe(data + TYPE_OFFSET) == EtherTypes.IPV4
        && NativeMemory.getByte(data + PROTOCOL_OFFSET) == IpProtocols.TCP;
  }

  /** Closes the engine, and checks that no frame was lost. */
  @TearDown
  public void tearDown() {
    pool.free(request);
    engine.close();
    nic.close();
    if (pool.inUse() != 0) {
      throw new IllegalStateException(pool.inUse() + " frames were lost");
    }
    pool.close();
  }
}
