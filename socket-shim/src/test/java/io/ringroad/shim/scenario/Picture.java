package io.ringroad.shim.scenario;

import io.ringroad.shim.abi.AddressFamily;
import io.ringroad.shim.abi.IpProtocol;
import io.ringroad.shim.abi.SocketType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What the generator believes of the slots, as if every call had worked. */
final class Picture {
  private static final int TYPE_MASK = 0xf;

  private final SlotKind[] kinds = new SlotKind[Machine.SLOTS];
  private SlotKind passed = SlotKind.EMPTY;

  Picture() {
    Arrays.fill(kinds, SlotKind.EMPTY);
  }

  SlotKind kind(int slot) {
    return kinds[slot];
  }

  int open() {
    return (int) Arrays.stream(kinds).filter(kind -> kind != SlotKind.EMPTY).count();
  }

  /** An empty slot, or any if there is none. */
  int free(Chance chance) {
    int empty = any(SlotKind.EMPTY, chance);
    return empty < 0 ? chance.below(Machine.SLOTS) : empty;
  }

  /** As {@link #free}, but not the slot that is taken already. */
  int freeBeside(int taken, Chance chance) {
    SlotKind before = kinds[taken];
    kinds[taken] = SlotKind.EPOLL;
    int found = free(chance);
    kinds[taken] = before;
    return found == taken ? (taken + 1) % Machine.SLOTS : found;
  }

  int anyOpen(Chance chance) {
    List<Integer> found = new ArrayList<>();
    for (int slot = 0; slot < kinds.length; slot++) {
      if (kinds[slot] != SlotKind.EMPTY) {
        found.add(slot);
      }
    }
    return found.isEmpty() ? 0 : chance.of(found);
  }

  /** A slot of the kind, -1 if there is none. */
  int any(SlotKind kind, Chance chance) {
    List<Integer> found = new ArrayList<>();
    for (int slot = 0; slot < kinds.length; slot++) {
      if (kinds[slot] == kind) {
        found.add(slot);
      }
    }
    return found.isEmpty() ? -1 : chance.of(found);
  }

  void note(Step step) {
    switch (step) {
      case Step.Open s ->
          kinds[s.into()] =
              s.domain() == AddressFamily.AF_UNIX
                  ? ofLocalType(s.type())
                  : ofType(s.type(), s.protocol());
      case Step.OpenPair s -> {
        boolean datagrams = s.type() == SocketType.SOCK_DGRAM;
        SlotKind kind = datagrams ? SlotKind.LOCAL_DATAGRAM : SlotKind.LOCAL_CONNECTED;
        kinds[s.into()] = kind;
        kinds[s.second()] = kind;
      }
      case Step.Accept s -> {
        if (kinds[s.slot()] == SlotKind.LISTENER) {
          kinds[s.into()] = SlotKind.CONNECTED;
        } else if (kinds[s.slot()] == SlotKind.LOCAL_LISTENER) {
          kinds[s.into()] = SlotKind.LOCAL_CONNECTED;
        }
      }
      case Step.Listen s -> {
        change(s.slot(), SlotKind.STREAM, SlotKind.LISTENER);
        change(s.slot(), SlotKind.LOCAL, SlotKind.LOCAL_LISTENER);
      }
      case Step.Pass s ->
          passed = s.passed().isEmpty() ? SlotKind.EMPTY : kinds[s.passed().getFirst()];
      case Step.Take s -> kinds[s.into()] = passed;
      case Step.Connect s -> {
        SlotKind now = s.address() instanceof Address.Inet ? SlotKind.CONNECTED : SlotKind.STREAM;
        change(s.slot(), SlotKind.STREAM, now);
        change(s.slot(), SlotKind.CONNECTED, now);
        change(s.slot(), SlotKind.LOCAL, SlotKind.LOCAL_CONNECTED);
      }
      case Step.Shutdown s -> change(s.slot(), SlotKind.LISTENER, SlotKind.STREAM);
      case Step.Duplicate s -> kinds[s.into()] = kinds[s.slot()];
      case Step.EpollCreate s -> kinds[s.into()] = SlotKind.EPOLL;
      case Step.Close s -> kinds[s.slot()] = SlotKind.EMPTY;
      default -> {
        // The others leave what is there.
      }
    }
  }

  private void change(int slot, SlotKind from, SlotKind to) {
    if (kinds[slot] == from) {
      kinds[slot] = to;
    }
  }

  private static SlotKind ofLocalType(int type) {
    return (type & TYPE_MASK) == SocketType.SOCK_DGRAM ? SlotKind.LOCAL_DATAGRAM : SlotKind.LOCAL;
  }

  private static SlotKind ofType(int type, int protocol) {
    return switch (type & TYPE_MASK) {
      case SocketType.SOCK_STREAM -> SlotKind.STREAM;
      case SocketType.SOCK_DGRAM ->
          protocol == IpProtocol.IPPROTO_ICMP ? SlotKind.PING : SlotKind.DATAGRAM;
      case SocketType.SOCK_RAW -> SlotKind.RAW;
      default -> SlotKind.EMPTY;
    };
  }
}
