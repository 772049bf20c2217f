package io.ringroad.fastpath.tcp;

import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.fastpath.tcp.config.CongestionConfig;
import io.ringroad.fastpath.tcp.config.EcnMode;
import io.ringroad.fastpath.tcp.config.HandshakeConfig;
import io.ringroad.fastpath.tcp.config.LifetimeConfig;
import io.ringroad.fastpath.tcp.config.MemoryLimits;
import io.ringroad.fastpath.tcp.config.RecoveryConfig;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.tcp.congestion.CongestionAlgorithm;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * What a seed stands for: the settings of both stacks, what the wire does, and the habits of the
 * applications. Every choice is made by one source of randomness, in one order.
 */
final class SimScenario {

  private static final long MILLISECOND_NS = 1_000_000L;
  private static final long SECOND_NS = 1_000_000_000L;
  private static final int PATIENT = 30;
  private static final int LEAST_HOLE = 600;
  private static final int HEADERS = 60;
  private static final int FAST_OPEN =
      HandshakeConfig.FAST_OPEN_CLIENT | HandshakeConfig.FAST_OPEN_SERVER;
  private static final int FAST_OPEN_WITHOUT_COOKIES =
      FAST_OPEN
          | HandshakeConfig.FAST_OPEN_CLIENT_NO_COOKIE
          | HandshakeConfig.FAST_OPEN_SERVER_NO_COOKIE;

  private final Random random;
  private final boolean breaks;
  private final boolean stalls;
  private final boolean hasBlackHole;
  private final boolean opensFast;
  private final int fastOpen;
  private final long stallNs;

  SimScenario(long seed) {
    // Neighbouring seeds of Random begin alike; those of SplittableRandom do not.
    random = new Random(new SplittableRandom(seed).nextLong());
    breaks = oneIn(4);
    stalls = oneIn(4);
    hasBlackHole = oneIn(8);
    opensFast = oneIn(4);
    fastOpen = oneIn(4) ? FAST_OPEN : FAST_OPEN_WITHOUT_COOKIES;
    stallNs = oneIn(4) ? 90 * SECOND_NS : 300 * MILLISECOND_NS;
  }

  private boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  /** Both stacks, the wire between them shaped. */
  SimPipe pipe() {
    int frames = oneIn(8) ? 1_000 + random.nextInt(1_000) : 4_096;
    SimPipe pipe = new SimPipe(random, config(), config(), frames);
    pipe.a.mtu = oneIn(3) ? 300 + random.nextInt(1_201) : 1_500;
    pipe.b.mtu = oneIn(3) ? 300 + random.nextInt(1_201) : 1_500;
    pipe.delayNs = 100_000 + random.nextLong(20 * MILLISECOND_NS);
    if (!oneIn(5)) {
      pipe.loss = random.nextDouble() * (oneIn(4) ? 0.3 : 0.1);
      pipe.reorder = random.nextDouble() * 0.2;
      pipe.duplicate = random.nextDouble() * 0.1;
      pipe.corrupt = random.nextDouble() * 0.02;
    }
    pipe.mark = oneIn(4) ? random.nextDouble() * 0.2 : 0;
    pipe.blackHoleBytes = hasBlackHole ? LEAST_HOLE + random.nextInt(900) : 0;
    pipe.lies = oneIn(6) ? random.nextDouble() * 0.02 : 0;
    return pipe;
  }

  /**
   * One side's settings; patient ones, or a bad wire would end a connection by right. For the same
   * reason SYN cookies wait for a full queue: who sends data before its lost acknowledgment of a
   * cookie is reset, by Linux too.
   */
  private TcpConfig config() {
    CongestionAlgorithm[] algorithms = CongestionAlgorithm.values();
    CongestionConfig congestion =
        new CongestionConfig(
            algorithms[random.nextInt(algorithms.length)],
            EcnMode.values()[random.nextInt(EcnMode.values().length)],
            random.nextBoolean());
    RecoveryConfig recovery =
        RecoveryConfig.DEFAULTS
            .withSack(!oneIn(3), random.nextBoolean())
            .withProbes(!oneIn(3), !oneIn(3));
    HandshakeConfig handshake =
        HandshakeConfig.DEFAULTS
            .withQueues(random.nextInt(2), random.nextBoolean())
            .withFastOpen(opensFast ? fastOpen : HandshakeConfig.DEFAULTS.fastOpen());
    LifetimeConfig lifetime =
        LifetimeConfig.DEFAULTS.withMtuProbing(hasBlackHole ? 1 : 0, LEAST_HOLE - HEADERS);
    TcpConfig config =
        TcpConfig.DEFAULTS
            .withOptions(!oneIn(4), !oneIn(3))
            .withRetries(PATIENT, PATIENT)
            .withClosingTimes(SECOND_NS, SECOND_NS)
            .with(handshake)
            .with(lifetime)
            .with(congestion)
            .withRecovery(recovery);
    return oneIn(3) ? config.with(smallBuffers()) : config;
  }

  private MemoryLimits smallBuffers() {
    int receive = 4_096 + random.nextInt(30_000);
    int send = 4_096 + random.nextInt(30_000);
    return MemoryLimits.DEFAULTS
        .withReceive(receive, receive + random.nextInt(100_000))
        .withSend(send, send + random.nextInt(100_000))
        .withIdleAfter(1 + random.nextLong(2 * SECOND_NS));
  }

  int connections() {
    return oneIn(6) ? 4 + random.nextInt(8) : 1 + random.nextInt(3);
  }

  /** Whether one end of the connection from this port gives up at some time. */
  boolean breaks(int port) {
    return breaks && port % 2 == 0;
  }

  /** Sets options before the handshake. */
  void configure(StreamSocket socket) {
    if (oneIn(3)) {
      socket.options().set(SocketOption.RECEIVE_BUFFER, 2_304 + random.nextInt(40_000));
    }
    if (oneIn(4)) {
      socket.options().set(SocketOption.SEND_BUFFER, 4_608 + random.nextInt(40_000));
    }
    if (oneIn(4)) {
      socket.options().set(SocketOption.MAXIMUM_SEGMENT, 88 + random.nextInt(1_373));
    }
    if (oneIn(4)) {
      int algorithm = random.nextInt(CongestionAlgorithm.values().length);
      socket
          .options()
          .set(SocketOption.CONGESTION, CongestionAlgorithm.values()[algorithm].optionValue());
    }
    if (opensFast) {
      socket.options().set(SocketOption.FAST_OPEN_CONNECT, random.nextInt(2));
    }
    configureConnected(socket);
  }

  /** Sets options of a listener alone. */
  void configureListener(StreamSocket socket) {
    configure(socket);
    if (opensFast) {
      socket.options().set(SocketOption.FAST_OPEN, 1 + random.nextInt(8));
    }
  }

  /** Sets options that a connected socket takes too. */
  void configureConnected(StreamSocket socket) {
    socket.options().set(SocketOption.NO_DELAY, random.nextInt(2));
    socket.options().set(SocketOption.CORK, oneIn(10) ? 1 : 0);
    socket.options().set(SocketOption.QUICK_ACK, random.nextInt(2));
    socket.options().set(SocketOption.KEEP_ALIVE, breaks ? 1 : 0);
    socket.options().set(SocketOption.KEEP_IDLE, 20 * SECOND_NS);
    socket.options().set(SocketOption.KEEP_INTERVAL, 5 * SECOND_NS);
    socket.options().set(SocketOption.KEEP_COUNT, 20);
  }

  /** What an end does. Of two ends at least the one that connects half-closes, or none would. */
  SimApplication.Habits habits(boolean connects, boolean mayBreak) {
    SimApplication.Habits habits = new SimApplication.Habits();
    boolean small = oneIn(4);
    // Who may open fast and has nothing to say would not open at all.
    habits.bytesToWrite = 1 + random.nextInt(small ? 10_000 : 200_000);
    habits.eagerness = 0.01 + random.nextDouble() * 0.5;
    habits.halfCloses = connects || random.nextBoolean();
    habits.maxWrite = small ? 1 + random.nextInt(20) : SimApplication.MAX_CHUNK;
    habits.maxRead = oneIn(4) ? 1 + random.nextInt(200) : SimApplication.MAX_CHUNK;
    habits.stall = stalls ? 0.02 : 0;
    habits.stallNs = stallNs;
    habits.mayBreak = mayBreak;
    if (mayBreak && random.nextBoolean()) {
      habits.quitsAfterBytes = random.nextInt(habits.bytesToWrite + 1);
      habits.quitsByAbort = random.nextBoolean();
    }
    return habits;
  }
}
