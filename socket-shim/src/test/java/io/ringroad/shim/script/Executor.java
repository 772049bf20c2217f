package io.ringroad.shim.script;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Plays the events of one script. */
final class Executor {
  /** How long a packet at time {@code *} is waited for. */
  private static final long ANY_TIME_LIMIT_NS = 24L * 3_600 * 1_000_000_000L;

  private final Script script;
  private final Settings settings;
  private final World world;
  private final Network network;
  private final Playground playground;
  private final CallContext context;
  private final SystemCalls calls;
  private final Assertions assertions;
  private final Flows flows;
  private final PacketMatcher matcher;
  private final Trace trace = new Trace();
  private Event previous;
  private long previousNs;
  private long lastEventNs;
  private int lastSocket;
  private int index;

  Executor(Script script, Settings settings, World world) {
    this.script = script;
    this.settings = settings;
    this.world = world;
    this.network = new Network(world, settings.ip, heeded(script));
    this.playground = new Playground(world, network);
    this.context = new CallContext(world.calls(), settings.ip, Streams.arePatterned(script));
    this.calls = new SystemCalls(context);
    this.assertions = new Assertions(context);
    this.flows = new Flows(settings.remoteIsn, settings.ip);
    this.matcher = new PacketMatcher(settings.timestampTickNs, settings.toleranceNs);
  }

  /**
   * Plays all events.
   *
   * @throws ScriptFailure at the first thing that is not as the script has it
   */
  void run() {
    network.introduceGateway();
    playground.settle(this::returned);
    network.sent().clear(); // what a host says when it starts
    for (index = 0; index < script.events().size(); index++) {
      play(script.events().get(index));
    }
    finish();
  }

  /** The protocols of the messages that a script names. */
  private static Set<String> heeded(Script script) {
    Set<String> protocols = new HashSet<>();
    for (Event event : script.events()) {
      PacketSpec packet =
          switch (event) {
            case Event.Inbound inbound -> inbound.packet();
            case Event.Outbound outbound -> outbound.packet();
            default -> null;
          };
      if (packet != null && packet.body() instanceof PacketSpec.Message message) {
        protocols.add(message.protocol());
      }
    }
    return protocols;
  }

  /** Closes what the script left open; the connections end in their own way. */
  void closeDescriptors() {
    context.closeAll();
  }

  private void play(Event event) {
    EventTime time = absolute(event);
    lastEventNs = Math.max(time.startNs(), world.elapsedNs());
    switch (event) {
      case Event.Inbound inbound -> {
        advanceTo(time.startNs());
        inject(inbound);
      }
      case Event.Outbound outbound -> expect(outbound, time);
      case Event.Call call -> {
        advanceTo(time.startNs());
        awaitReturns(time.startNs());
        call(call, time);
      }
      case Event.Code code -> {
        advanceTo(time.startNs());
        awaitReturns(time.startNs());
        assertCode(code);
      }
    }
    previous = event;
    boolean happened = time.any() || world.graceNs() > 0;
    previousNs = happened ? lastEventNs : time.startNs();
  }

  /** The event's time since the beginning of the script. */
  private EventTime absolute(Event event) {
    EventTime time = event.time();
    if (!time.relative()) {
      if (time.startNs() < previousNs) {
        throw new ScriptException(
            event.line(), "the time of the event is before the one before it");
      }
      return time;
    }
    return time.plus(previous == null ? 0 : previousNs);
  }

  private void advanceTo(long elapsedNs) {
    long nowNs = world.elapsedNs();
    playground.advanceTo(Math.max(elapsedNs, nowNs), this::returned);
    checkOverdueCalls();
    checkStrayPackets();
  }

  // ---- packets ----

  private void inject(Event.Inbound event) {
    Flow flow = flows.inbound(event.packet());
    if (event.packet().body() instanceof PacketSpec.Tcp tcp
        && tcp.has(TcpFlags.SYN)
        && !tcp.has(TcpFlags.ACK)) {
      flow.remoteSyn(tcp.sequence());
    }
    trace("< " + PacketPrinter.format(event.packet()));
    if (!world.inject(PacketBuilder.frame(event.packet(), flow, event.line()))) {
      throw new ScriptException(event.line(), "the packet is too long for a frame");
    }
    playground.settle(this::returned);
  }

  private void expect(Event.Outbound event, EventTime time) {
    long limitNs =
        time.any()
            ? world.elapsedNs() + ANY_TIME_LIMIT_NS
            : time.endNs() + settings.toleranceNs(event.time());
    while (network.sent().isEmpty()) {
      if (!playground.step(limitNs, this::returned) && network.sent().isEmpty()) {
        throw failure(
            event,
            "missing packet",
            "expected: " + event.text(),
            "got:      nothing until " + Trace.seconds(limitNs));
      }
    }
    LivePacket packet = network.sent().removeFirst();
    Flow flow = flows.outbound(packet);
    learn(event.packet(), packet, flow);
    check(event, time, packet, flow);
  }

  /** The engine's own numbers become known by where the script expects them. */
  private static void learn(PacketSpec expected, LivePacket packet, Flow flow) {
    if (!(expected.body() instanceof PacketSpec.Tcp tcp) || !packet.isTcp()) {
      return;
    }
    if (packet.isSyn() && tcp.has(TcpFlags.SYN)) {
      flow.localSyn(packet.sequence(), tcp.sequence());
    }
    long timestamp = packet.timestamp();
    if (timestamp >= 0) {
      flow.sawTimestamp(timestamp);
      if (tcp.timestamps() != null) {
        flow.timestamp(timestamp, tcp.timestamps().value());
      }
    }
  }

  private void check(Event.Outbound event, EventTime time, LivePacket packet, Flow flow) {
    PacketSpec actual = packet.spec(flow);
    String seen = shown(actual);
    List<String> differences = matcher.differences(event.packet(), actual);
    String malformed = packet.malformed();
    if (malformed != null) {
      differences.add(malformed);
    }
    if (differences.isEmpty()) {
      String data = Streams.difference(event.packet(), actual, packet, flow, context.patterned);
      if (data != null) {
        differences.add(data);
      }
    }
    if (!differences.isEmpty()) {
      throw failure(event, "wrong packet", packetDetails(event, packet, seen, differences));
    }
    checkTime(event, time, packet, seen);
    lastEventNs = packet.timeNs;
    trace.add(packet.timeNs, "> " + seen);
  }

  private static String[] packetDetails(
      Event.Outbound event, LivePacket packet, String seen, List<String> differences) {
    return new String[] {
      "expected: " + event.text(),
      "got:      > " + seen + " at " + Trace.seconds(packet.timeNs),
      String.join("\n  ", differences)
    };
  }

  private void checkTime(Event.Outbound event, EventTime time, LivePacket packet, String seen) {
    long toleranceNs = settings.toleranceNs(event.time());
    boolean early = packet.timeNs < time.startNs() - toleranceNs;
    boolean late = packet.timeNs > time.endNs() + toleranceNs;
    if (!time.any() && (early || late)) {
      String range = time.isRange() ? " to " + Trace.seconds(time.endNs()) : "";
      throw failure(
          event,
          early ? "packet too early" : "packet too late",
          "expected: " + event.text(),
          "          at " + Trace.seconds(time.startNs()) + range,
          "got:      > " + seen,
          "          at " + Trace.seconds(packet.timeNs));
    }
  }

  private String shown(PacketSpec packet) {
    return PacketPrinter.format(
        flows.several()
            ? packet
            : new PacketSpec(packet.ip(), PacketSpec.OPEN, PacketSpec.OPEN, packet.body()));
  }

  /** A packet that is too old for any event to come was not expected at all. */
  private void checkStrayPackets() {
    LivePacket packet = network.sent().peek();
    if (packet == null
        || packet.timeNs >= world.elapsedNs() - settings.toleranceNs
        || nextOutboundIsFlexible()) {
      return;
    }
    throw stray(packet);
  }

  private ScriptFailure stray(LivePacket packet) {
    Event event = script.events().get(Math.min(index, script.events().size() - 1));
    return failure(
        event,
        "unexpected packet",
        "got:      > "
            + shown(packet.spec(flows.outbound(packet)))
            + " at "
            + Trace.seconds(packet.timeNs),
        "next is:  " + (index < script.events().size() ? event.text() : "the end of the script"));
  }

  private boolean nextOutboundIsFlexible() {
    for (int i = index; i < script.events().size(); i++) {
      if (script.events().get(i) instanceof Event.Outbound outbound) {
        return outbound.time().any() || outbound.time().isRange();
      }
    }
    return false;
  }

  // ---- calls ----

  private void call(Event.Call event, EventTime time) {
    PreparedCall call = calls.prepare(event);
    if (event.blocking()) {
      long endNs = time.startNs() - event.time().startNs() + event.endNs();
      playground.begin(new BlockedCall(event, call, endNs));
      playground.settle(this::returned);
      return;
    }
    long result = world.invoke(call, firstDescriptor(event));
    trace(event.name() + " = " + ResultCheck.format(result));
    checkResult(event, call, result);
    playground.settle(this::returned);
  }

  /** The descriptor that a call is about, -1 if it is about none yet. */
  private int firstDescriptor(Event.Call event) {
    return !event.arguments().isEmpty()
            && event.arguments().get(0) instanceof Expression.Number number
        ? context.live(number.value())
        : -1;
  }

  /** Calls that are due by now return a moment later where time is real. */
  private void awaitReturns(long dueNs) {
    long limitNs = world.elapsedNs() + world.graceNs();
    while (playground.blocked().stream().anyMatch(call -> call.endNs <= dueNs)
        && world.elapsedNs() < limitNs) {
      playground.step(limitNs, this::returned);
    }
  }

  private void returned(BlockedCall call) {
    long result = call.result();
    trace("..." + call.event.name() + " = " + ResultCheck.format(result));
    checkResult(call.event, call.call, result);
    long nowNs = world.elapsedNs();
    if (Math.abs(nowNs - call.endNs) > settings.toleranceNs) {
      throw failure(
          call.event,
          nowNs < call.endNs ? "call returned too early" : "call returned too late",
          "expected: " + call.event.text(),
          "          to return at " + Trace.seconds(call.endNs),
          "got:      " + ResultCheck.format(result) + " at " + Trace.seconds(nowNs));
    }
  }

  private void checkOverdueCalls() {
    for (BlockedCall call : playground.blocked()) {
      if (world.elapsedNs() > call.endNs + settings.toleranceNs) {
        throw overdue(call);
      }
    }
  }

  private ScriptFailure overdue(BlockedCall call) {
    return failure(
        call.event,
        "call does not return",
        "expected: " + call.event.text(),
        "          to return at " + Trace.seconds(call.endNs),
        "got:      still waiting at " + Trace.seconds(world.elapsedNs()));
  }

  private void checkResult(Event.Call event, PreparedCall call, long result) {
    Arguments arguments = new Arguments(context, event);
    long expected = event.expected() == null ? result : arguments.number(event.expected());
    String difference =
        event.expected() == null ? null : ResultCheck.difference(event, expected, result);
    if (difference == null) {
      if (result >= 0 && ResultCheck.opensDescriptor(event)) {
        context.opened(expected, (int) result);
        lastSocket = event.name().startsWith("epoll") ? lastSocket : (int) result;
      }
      difference = call.difference(result);
    }
    if (difference != null) {
      throw failure(event, "wrong result", "call:     " + event.text(), difference);
    }
  }

  private void assertCode(Event.Code event) {
    String failed = assertions.failed(event, lastSocket);
    if (failed != null) {
      throw failure(event, "assertion does not hold", failed);
    }
  }

  // ---- the end ----

  private void finish() {
    while (!playground.blocked().isEmpty()) {
      BlockedCall call = playground.blocked().get(0);
      long limitNs = call.endNs + settings.toleranceNs;
      advanceTo(limitNs);
      if (playground.blocked().contains(call)) {
        throw overdue(call);
      }
    }
    if (!network.sent().isEmpty()) {
      throw stray(network.sent().peek());
    }
  }

  private void trace(String what) {
    trace.add(world.elapsedNs(), what);
  }

  private ScriptFailure failure(Event event, String what, String... details) {
    return ScriptFailure.at(script.name(), event.line(), what, trace, details);
  }
}
