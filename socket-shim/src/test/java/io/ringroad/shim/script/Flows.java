package io.ringroad.shim.script;

import java.util.ArrayList;
import java.util.List;

/** The connections of a script. A packet without ports belongs to the one that was used last. */
final class Flows {
  private final long remoteIsn;
  private final IpVersion ip;
  private final List<Flow> flows = new ArrayList<>();
  private Flow current;

  /**
   * @param remoteIsn what the remote's sequence number 0 is on the wire
   */
  Flows(long remoteIsn, IpVersion ip) {
    this.remoteIsn = remoteIsn;
    this.ip = ip;
  }

  /** The flow of a packet that the script has the remote send. */
  Flow inbound(PacketSpec packet) {
    if (packet.sourcePort() >= 0) {
      current = of(packet.destinationPort(), packet.sourcePort());
    } else if (current == null) {
      current = of(Endpoints.SERVICE_PORT, Endpoints.REMOTE_CLIENT_PORT);
    }
    return current;
  }

  /** The flow of a packet that the engine sent; one that is of no known flow begins a new one. */
  Flow outbound(LivePacket packet) {
    if (!packet.hasPorts()) {
      return current == null ? of(Endpoints.SERVICE_PORT, Endpoints.REMOTE_CLIENT_PORT) : current;
    }
    current = of(packet.sourcePort(), packet.destinationPort());
    return current;
  }

  private Flow of(int localPort, int remotePort) {
    for (Flow flow : flows) {
      if (flow.hasPorts(localPort, remotePort)) {
        return flow;
      }
    }
    Flow flow = new Flow(localPort, remotePort, remoteIsn, ip);
    flows.add(flow);
    return flow;
  }

  /** Whether packets name their ports in what people read: there is more than one flow. */
  boolean several() {
    return flows.size() > 1;
  }
}
