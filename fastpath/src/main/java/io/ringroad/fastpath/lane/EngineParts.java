package io.ringroad.fastpath.lane;

import io.ringroad.fastpath.datagram.HostGroups;
import io.ringroad.fastpath.ip.PathMtus;
import io.ringroad.fastpath.socket.PortTable;
import io.ringroad.fastpath.stats.CounterMemory;
import io.ringroad.fastpath.tcp.endpoint.InitialSequenceNumbers;
import io.ringroad.fastpath.tcp.endpoint.SipHash;
import io.ringroad.fastpath.tcp.handshake.FastOpenCookies;
import io.ringroad.pmd.Nic;
import java.util.SplittableRandom;

/** What all lanes of an engine share; each part is safe for that. */
final class EngineParts {
  private static final int COUNTERS_PER_LANE = 1024;
  private static final int RING_FRAMES = 1_024;

  final LaneConfig config;
  final CounterMemory counters;
  final PortTable ports;
  final InitialSequenceNumbers sequenceNumbers;

  /** Null if there is one lane, which owns everything. */
  final FlowSteering steering;

  /** Null if there is one lane. */
  final LaneRings loopback;

  /** Null if there is one lane. */
  final LaneRings shares;

  final HostGroups groups;
  final PathMtus pathMtus = new PathMtus();

  /** Addresses and routes. */
  final HostNetwork network;

  /** A lane has met a bug: none goes on. */
  volatile boolean failed;

  final FastOpenCookies fastOpenCookies = new FastOpenCookies();
  private final HandOver[] handOvers;
  private final SplittableRandom random;

  EngineParts(LaneConfig config) {
    this.config = config;
    SipHash secret = new SipHash(config.seed0(), config.seed1());
    int capacity = config.lanes() * COUNTERS_PER_LANE;
    counters =
        config.countersFile() == null
            ? CounterMemory.inProcess(capacity)
            : CounterMemory.create(config.countersFile(), capacity);
    random = new SplittableRandom(secret.hash(1));
    ports =
        new PortTable(
            new SipHash(secret.hash(2), secret.hash(3))::hash,
            random::nextLong,
            config.firstEphemeralPort(),
            config.lastEphemeralPort());
    network = new HostNetwork(config);
    groups = new HostGroups(config.interfaces().size(), config.groupLimits());
    for (int i = 0; i < config.interfaces().size(); i++) {
      groups.of(i + 1).filter().attach(config.interfaces().get(i).nic());
    }
    sequenceNumbers = new InitialSequenceNumbers(secret.hash(4), secret.hash(5));
    boolean several = config.lanes() > 1;
    steering = several ? new FlowSteering(config.lanes(), secret.hash(6)) : null;
    loopback = several ? new LaneRings(config.lanes(), RING_FRAMES) : null;
    shares = several ? new LaneRings(config.lanes(), RING_FRAMES) : null;
    handOvers = new HandOver[config.interfaces().size()];
    for (int i = 0; several && i < handOvers.length; i++) {
      Nic nic = config.interfaces().get(i).nic();
      boolean own = config.interfaces().get(i).vlan() == 0; // a VLAN's frames come by its device's
      handOvers[i] = own ? new HandOver(config.lanes(), nic.queueCount(), RING_FRAMES) : null;
    }
  }

  /** A word that nobody can guess, different for each purpose. */
  synchronized long nextSecret() {
    return random.nextLong();
  }

  /** The rings of the lanes on a device, null if there is one lane. */
  HandOver handOver(int interfaceNumber) {
    return handOvers[interfaceNumber];
  }
}
