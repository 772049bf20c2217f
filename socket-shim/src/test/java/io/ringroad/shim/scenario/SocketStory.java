package io.ringroad.shim.scenario;

import static io.ringroad.shim.abi.IpProtocol.IPPROTO_TCP;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_DEFER_ACCEPT;

import io.ringroad.shim.abi.SockaddrIn;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The part of a program that is about one socket, under all the slots that it may stand in. What
 * fails is told as if it had worked, so that a story may hold more than is true, but not less.
 */
final class SocketStory {
  private final List<Step> program;
  private final Set<Integer> slots = new HashSet<>();

  /** The story of what may stand in a slot at the end of a program. */
  SocketStory(List<Step> program, int slot) {
    this.program = program;
    slots.add(slot);
    int before = 0;
    while (before < slots.size()) {
      before = slots.size();
      for (Step step : program) {
        if (step instanceof Step.Duplicate s
            && (slots.contains(s.slot()) || slots.contains(s.into()))) {
          slots.add(s.slot());
          slots.add(s.into());
        }
      }
    }
  }

  boolean sends(Step step) {
    return step instanceof Step.Send s && slots.contains(s.slot());
  }

  /** Whether a step connects the socket to an address, not just to none. */
  boolean connects(Step step) {
    return step instanceof Step.Connect s
        && slots.contains(s.slot())
        && s.length() >= SockaddrIn.SIZE
        && s.address() instanceof Address.Inet;
  }

  boolean disconnects(Step step) {
    return step instanceof Step.Connect s
        && slots.contains(s.slot())
        && s.address() instanceof Address.NoFamily;
  }

  boolean shuts(Step step) {
    return step instanceof Step.Shutdown s && slots.contains(s.slot());
  }

  boolean listens(Step step) {
    return step instanceof Step.Listen s && slots.contains(s.slot());
  }

  boolean defersAccept(Step step) {
    return step instanceof Step.SetOption s
        && slots.contains(s.slot())
        && s.level() == IPPROTO_TCP
        && s.name() == TCP_DEFER_ACCEPT;
  }

  /** Whether the socket was opened as one of this type. */
  boolean isOfType(int type) {
    return program.stream()
        .anyMatch(
            step ->
                step instanceof Step.Open s
                    && slots.contains(s.into())
                    && (s.type() & 0xf) == type);
  }

  /** Whether a step of any socket connects to the port of this one. */
  boolean isConnectedToBy(Step step) {
    return step instanceof Step.Connect s
        && s.address() instanceof Address.Inet inet
        && (inet.port() instanceof Address.PortOf of && slots.contains(of.slot())
            || isBoundTo(inet.port()));
  }

  /** The port of a slot is not known here: one that is empty stands for a port of the program. */
  private static boolean mayBeOne(Address.Port one, Address.Port other) {
    return one.equals(other)
        || one instanceof Address.FixedPort && other instanceof Address.PortOf
        || one instanceof Address.PortOf && other instanceof Address.FixedPort;
  }

  private boolean isBoundTo(Address.Port port) {
    return program.stream()
        .anyMatch(
            step ->
                step instanceof Step.Bind s
                    && slots.contains(s.slot())
                    && s.address() instanceof Address.Inet inet
                    && mayBeOne(inet.port(), port));
  }
}
