package io.ringroad.perf.stage;

import io.ringroad.fastpath.lane.Lane;
import io.ringroad.fastpath.wire.EthernetHeader;
import io.ringroad.fastpath.wire.Ipv4Header;
import io.ringroad.fastpath.wire.Ipv6Header;
import io.ringroad.fastpath.wire.TcpHeader;
import io.ringroad.fastpath.wire.TcpOptions;
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
 * A round trip's share of the engine: a request is injected, the lane carries it through the stack,
 * the echo server's two socket calls and the stack again, and the answer is turned around as the
 * next request. No driver, no kernel, one core.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EchoStage {
  private static final long SERVER_MAC = 0x02_00_00_00_00_01L;
  private static final int PORT = 7_000;
  private static final int MTU = 1_500;
  private static final int POOL_FRAMES = 1_023;
  private static final int NIC_FRAMES = 63;

  /** More turns than any answer takes. */
  private static final int MAX_TURNS = 1_000;

  /** {@code tcp} or {@code udp}. */
  @Param({"tcp", "udp"})
  public String protocol;

  /** The version of IP, {@code 4} or {@code 6}. */
  @Param({"4", "6"})
  public int ipVersion;

  /** Of a message. */
  @Param("64")
  public int payloadBytes;

  private final NativeFramePool pool = new NativeFramePool(POOL_FRAMES);
  private final InjectionNic nic = new InjectionNic("stage", SERVER_MAC, MTU, pool, NIC_FRAMES);
  private final FrameTurnaround turnaround = new FrameTurnaround();
  private final Frame frame = new Frame();
  private Ringroad engine;
  private Lane lane;
  private long request;

  /** Starts the engine with an echo server on its lane, and connects to it. */
  @Setup
  public void setUp() {
    boolean ipv6 = ipVersion == 6;
    Endpoint endpoint = new Endpoint(ipv6 ? "::" : "0.0.0.0", PORT);
    engine =
        Ringroad.launch(
            RingroadConfig.builder()
                .pool(pool)
                .nic(nic, ipv6 ? RequestFrames.SERVER_NETWORK_6 : RequestFrames.SERVER_NETWORK)
                .neighbor(ipv6 ? RequestFrames.CLIENT_AT_6 : RequestFrames.CLIENT_AT)
                .drivenByCaller()
                .application((sockets, index) -> new EchoOnLane(sockets, endpoint, endpoint))
                .build());
    lane = engine.lane(0);
    dropAnnouncements();
    RequestFrames requests = new RequestFrames(pool, SERVER_MAC, PORT, ipv6);
    request = protocol.equals("udp") ? requests.datagram(payloadBytes) : connect(requests);
  }

  /** The engine announces its addresses. */
  private void dropAnnouncements() {
    for (int turn = 0; turn < MAX_TURNS; turn++) {
      lane.doWork();
      long announced = nic.collect();
      if (announced != 0) {
        pool.free(announced);
      }
    }
  }

  private long connect(RequestFrames requests) {
    long answer = answerTo(requests.syn());
    long header = frame.wrap(answer).data() + EthernetHeader.LENGTH + ipHeaderBytes();
    TcpHeader synAck = new TcpHeader().wrap(header);
    TcpOptions options = new TcpOptions();
    options.parse(synAck.options(), synAck.length() - TcpHeader.MIN_LENGTH);
    int acknowledgment = synAck.sequence() + 1;
    pool.free(answer);
    return requests.firstData(acknowledgment, options.timestampValue(), payloadBytes);
  }

  private int ipHeaderBytes() {
    return ipVersion == 6 ? Ipv6Header.LENGTH : Ipv4Header.LENGTH;
  }

  /** One request and its answer. */
  @Benchmark
  public long roundTrip() {
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

  private long nextAnswer() {
    for (int turn = 0; turn < MAX_TURNS; turn++) {
      lane.doWork();
      long answer = nic.collect();
      if (answer != 0) {
        return answer;
      }
    }
    throw new IllegalStateException("no answer in " + MAX_TURNS + " turns");
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
