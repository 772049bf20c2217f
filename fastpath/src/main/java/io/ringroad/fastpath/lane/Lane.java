package io.ringroad.fastpath.lane;

import io.ringroad.fastpath.link.EthernetLink;
import io.ringroad.fastpath.stats.Counter;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameBurst;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;

/**
 * One core's engine: its queues, its protocols, its sockets and its timers, and the loop that runs
 * them. Everything in it is touched by one thread, the one that calls {@link #doWork} (before the
 * first call, the one that made it); other threads come in through its {@link #proxy()}.
 *
 * <p>An exception of a {@link LaneHandler} ends that handler; any other one is a bug of the engine,
 * after which nothing that the lane believes is sure, and ends it and the engine's other lanes:
 * connections are reset, waiting threads get NETWORK_DOWN, and each frame goes back. Either comes
 * out of {@link #doWork} once.
 */
public final class Lane implements Agent {
  private static final int COMMAND_LIMIT = 256;

  /** Fewer than the turns after which {@link BackingOffIdleStrategy} yields or sleeps. */
  private static final int WATCH_TURNS = 512;

  private static final int COMMAND_RING_BYTES = 1 << 18;
  private static final int REPLY_SLOTS = 128;

  private final EngineParts engine;
  private final int index;
  private final NanoClock clock;
  private final LaneStack stack;
  private final LaneSockets sockets;
  private final SocketTable table;
  private final Peers peers;
  private final CommandRing commands = new CommandRing(COMMAND_RING_BYTES);
  private final CommandDispatcher dispatcher;
  private final LaneProxy proxy;
  private final WakeUp wakeUp = new WakeUp();
  private final FrameBurst received;
  private final Frame frame = new Frame();
  private final Counter cycles;
  private final Counter busyCycles;
  private final LaneHandlers handlers = new LaneHandlers();
  private Thread driver;
  private long nowNs;
  private boolean started;
  private boolean closed;

  Lane(EngineParts engine, int index) {
    LaneConfig config = engine.config;
    this.engine = engine;
    this.index = index;
    this.clock = config.clock();
    this.nowNs = clock.nanoTime();
    this.peers = new Peers(index);
    Runnable others = () -> peers.tellAll(CommandRing.RECONFIGURE, 0);
    this.stack = new LaneStack(engine, index, wakeUp, others, nowNs);
    // Room for a burst of its own queue and for what other lanes hand over.
    this.received = new FrameBurst(2 * config.burstFrames());
    this.cycles = stack.counters.of(LaneCounter.CYCLES);
    this.busyCycles = stack.counters.of(LaneCounter.BUSY_CYCLES);
    ReplySlots replies = new ReplySlots(REPLY_SLOTS);
    this.table = new SocketTable(config.maxSockets());
    ListenerShares shares = new ListenerShares(replies);
    ListenerSet listeners = new ListenerSet(index, engine, stack.tcp, peers, shares);
    Binder binder = new Binder(engine, stack.ip, stack.ipv6.ipv6, index);
    this.sockets = new LaneSockets(stack, binder, table, listeners, clock);
    this.dispatcher =
        new CommandDispatcher(
            sockets,
            table,
            listeners,
            shares,
            replies,
            stack.counters.of(LaneCounter.COMMANDS),
            stack::reconfigure);
    this.proxy =
        new LaneProxy(
            sockets,
            stack.sockets,
            commands,
            replies,
            table,
            config.replyWaiter(),
            wakeUp,
            stack::reconfigure);
    takeOver();
  }

  /** Makes the lanes of an engine known to each other. */
  static void connect(Lane[] lanes) {
    CommandRing[] rings = new CommandRing[lanes.length];
    SocketTable[] tables = new SocketTable[lanes.length];
    WakeUp[] wakeUps = new WakeUp[lanes.length];
    for (int i = 0; i < lanes.length; i++) {
      rings[i] = lanes[i].commands;
      tables[i] = lanes[i].table;
      wakeUps[i] = lanes[i].wakeUp;
    }
    for (Lane lane : lanes) {
      lane.peers.connect(rings, tables, wakeUps);
    }
  }

  /** The number of this lane, from 0. */
  public int index() {
    return index;
  }

  /** What any thread may use, the lane's own included. */
  public LaneProxy proxy() {
    return proxy;
  }

  /** Adds application code to the lane's cycle. Before the first cycle, or on the lane's thread. */
  public void addHandler(LaneHandler handler) {
    handlers.add(handler);
  }

  @Override
  public String roleName() {
    return "ringroad-lane-" + index;
  }

  /** The calling thread drives the lane from now on; called by the first cycle if nobody did. */
  @Override
  public void onStart() {
    if (!started) {
      started = true;
      takeOver();
      stack.start(clock.nanoTime());
      handlers.start();
    }
  }

  /** One cycle at the clock's time. */
  @Override
  public int doWork() {
    return doWork(clock.nanoTime());
  }

  /**
   * One cycle: everything that waits is processed to completion, and what that makes to be sent is
   * sent.
   *
   * @param nowNs the time, not before that of the last cycle
   * @return how much was done; 0 if the lane may idle, or is closed
   */
  public int doWork(long nowNs) {
    if (closed || endedWithOthers()) {
      return 0;
    }
    this.nowNs = nowNs;
    if (Thread.currentThread() != driver) {
      takeOver();
    }
    if (!started) {
      onStart();
    }
    int work;
    try {
      work = cycle(nowNs);
    } catch (Throwable bug) {
      end(bug);
      throw bug;
    }
    cycles.increment();
    if (work > 0) {
      busyCycles.increment();
    }
    handlers.throwFailures();
    return work;
  }

  private int cycle(long nowNs) {
    sockets.beginCycle(nowNs);
    int work = commands.poll(dispatcher, COMMAND_LIMIT);
    work += peers.sendWaiting();
    work += receive(nowNs);
    work += receiveLoopback(nowNs);
    work += handlers.run(nowNs);
    if (stack.memberships != null) {
      work += stack.memberships.poll(nowNs);
    }
    work += stack.timers.advance(nowNs);
    stack.tcp.flush(nowNs);
    stack.udp.flush(nowNs);
    stack.raw.flush(nowNs);
    stack.ping.flush(nowNs);
    work += transmit();
    return work + stack.ip.loopback().size();
  }

  /** No thread drives the lane, until another begins to. */
  void letGo() {
    driver = null;
    stack.sockets.laneThread(null);
  }

  private void takeOver() {
    driver = Thread.currentThread();
    stack.sockets.laneThread(driver);
  }

  private int receive(long nowNs) {
    int count = 0;
    for (int i = 0; i < stack.queues.length; i++) {
      count += stack.queues[i].rxBurst(received);
      process(stack.polled[i], nowNs);
    }
    return count;
  }

  private void process(EthernetLink link, long nowNs) {
    int size = received.size();
    int next = 0;
    try {
      while (next < size) {
        link.onFrame(frame.wrap(received.get(next++)), nowNs);
      }
    } finally {
      // After an exception nobody looks at the rest.
      while (next < size) {
        stack.frames.free(received.get(next++));
      }
      received.clear();
    }
  }

  private int receiveLoopback(long nowNs) {
    int shared = 0;
    if (stack.loopback != null) {
      stack.loopback.receive(stack.ip.loopback());
      shared = stack.shares.receive(stack.raw, stack.udp, nowNs);
    }
    return shared + stack.ip.loopback().receive(nowNs);
  }

  private int transmit() {
    int count = 0;
    for (EthernetLink link : stack.links) {
      count += link.flush();
    }
    return count;
  }

  /**
   * When the lane has to run next even if nothing arrives: at once if frames wait for a device,
   * else its nearest timer; {@link Long#MAX_VALUE} if never. For whoever drives it.
   */
  public long nextDeadlineNs() {
    if (closed) {
      return Long.MAX_VALUE;
    }
    if (stack.udp.hasToSend()
        || stack.raw.hasToSend()
        || stack.ping.hasToSend()
        || stack.tcp.hasWork()
        || stack.memberships != null && stack.memberships.hasChanges()) {
      return nowNs;
    }
    for (EthernetLink link : stack.links) {
      if (link.backlog() > 0) {
        return nowNs;
      }
    }
    return stack.timers.nextDeadlineNs();
  }

  /** The thread to be woken by commands while it sleeps. */
  void sleeper(Thread thread) {
    wakeUp.sleeper(thread);
  }

  /** A thread of its own runs one cycle after the other. */
  void keepsWatch() {
    stack.sockets.watchTurns(WATCH_TURNS);
  }

  /** The time of the lane's clock. */
  long clockNs() {
    return clock.nanoTime();
  }

  /**
   * Whether connections whose sockets are closed have still something to send, or to hear of it. A
   * caller that drives the lane goes on until this is false, as long as it likes, before it closes
   * the engine: what is left then is reset.
   */
  public boolean hasUnfinishedBusiness() {
    return !closed && (!commands.isEmpty() || stack.tcp.hasUnfinishedOrphans());
  }

  /**
   * Ends everything on the thread that drives the lane: handlers are told, connections are reset,
   * waiting threads get NETWORK_DOWN. What the application still holds of sockets is void: nobody
   * is in a call of one, and borrowed frames have been given back.
   */
  @Override
  public void onClose() {
    if (closed) {
      return;
    }
    takeOver();
    nowNs = clock.nanoTime();
    Failures failures = new Failures();
    sockets.beginCycle(nowNs);
    end(failures);
    failures.throwIfAny();
  }

  /** Another lane met a bug: who waits for that lane here would wait for ever. */
  private boolean endedWithOthers() {
    if (engine.failed) {
      onClose();
    }
    return closed;
  }

  private void end(Throwable bug) {
    engine.failed = true;
    Failures failures = new Failures();
    failures.add(bug); // and what goes wrong because of it
    end(failures);
  }

  /** Takes every step, because each of them lets go of something. */
  private void end(Failures failures) {
    closed = true;
    handlers.close(failures);
    failures.attempt(proxy::close);
    failures.attempt(this::drainCommands);
    sockets.closeAll(failures);
    if (stack.memberships != null) {
      failures.attempt(() -> stack.memberships.close(nowNs));
    }
    failures.attempt(() -> stack.stop(nowNs));
    failures.attempt(() -> stack.tcp.flush(nowNs));
    stack.tcp.abortAll(failures::add, nowNs);
    failures.attempt(this::transmit);
    letGo(); // so that whoever calls comes to the door, and finds it shut
  }

  private void drainCommands() {
    while (commands.poll(dispatcher, COMMAND_LIMIT) > 0) {
      // until the last command that got in before the door was shut
    }
  }

  /** Gives everything back, after {@link #onClose} of all lanes of the engine. */
  void release() {
    stack.close();
  }

  /** What this lane counts. */
  CounterSet<LaneCounter> counters() {
    return stack.counters;
  }
}
