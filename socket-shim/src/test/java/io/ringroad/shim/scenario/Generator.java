package io.ringroad.shim.scenario;

import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;

import io.ringroad.shim.abi.FileControl;
import io.ringroad.shim.abi.IpProtocol;
import io.ringroad.shim.abi.SockaddrIn;
import java.util.ArrayList;
import java.util.List;

/**
 * Programs from seeds. It keeps a rough picture of what stands in each slot and mostly draws calls
 * that lead deeper; now and then one that makes no sense there.
 */
final class Generator {
  private static final int NOISE_PERCENT = 7;
  private static final int FEW_SLOTS = 3;

  private final Chance chance;
  private final Picture picture = new Picture();
  private final ArgumentChoice arguments;
  private final List<Step> program = new ArrayList<>();
  private final int length;

  private Generator(long seed, int length) {
    this.chance = new Chance(seed);
    this.arguments = new ArgumentChoice(chance, picture);
    this.length = length;
  }

  /** The program of a seed. */
  static List<Step> program(long seed, int length) {
    Generator generator = new Generator(seed, length);
    generator.begin();
    while (generator.program.size() < length) {
      generator.next();
    }
    return List.copyOf(generator.program.subList(0, length));
  }

  private void add(Step step) {
    program.add(step);
    picture.note(step);
  }

  /** Half of all programs begin with a connection, or with two datagram sockets. */
  private void begin() {
    switch (chance.below(4)) {
      case 0, 1 -> {
        add(new Step.Open(0, AF_INET, SOCK_STREAM, 0));
        add(new Step.Bind(0, arguments.loopback(new Address.AnyPort()), SockaddrIn.SIZE));
        if (chance.percent(30)) {
          add(arguments.setOption(0));
        }
        add(new Step.Listen(0, chance.of(1, 4)));
        connectTo(0);
        if (chance.percent(80)) {
          add(new Step.Accept(0, picture.free(chance), -1, 0));
        }
      }
      case 2 -> {
        for (int slot = 0; slot < 2; slot++) {
          add(new Step.Open(slot, AF_INET, SOCK_DGRAM, 0));
          add(new Step.Bind(slot, arguments.loopback(new Address.AnyPort()), SockaddrIn.SIZE));
        }
      }
      default -> open();
    }
    if (chance.percent(15)) {
      add(arguments.openPair(picture.free(chance)));
    }
  }

  private void connectTo(int listener) {
    int client = picture.free(chance);
    add(new Step.Open(client, AF_INET, SOCK_STREAM, 0));
    Address.Port port = new Address.PortOf(listener);
    add(new Step.Connect(client, arguments.loopback(port), SockaddrIn.SIZE));
  }

  private void next() {
    if (chance.percent(NOISE_PERCENT)) {
      add(arguments.anything(chance.below(Machine.SLOTS)));
    } else if (picture.open() < FEW_SLOTS && chance.percent(60) || picture.open() == 0) {
      open();
    } else {
      work(picture.anyOpen(chance));
    }
  }

  private void open() {
    int into = picture.free(chance);
    switch (chance.below(14)) {
      case 0, 1, 2, 3, 4 -> add(new Step.Open(into, AF_INET, SOCK_STREAM, 0));
      case 5, 6, 7 -> add(new Step.Open(into, AF_INET, SOCK_DGRAM, 0));
      case 8 -> add(new Step.EpollCreate(into, 0));
      case 9 -> add(arguments.openRaw(into));
      case 10 -> add(new Step.Open(into, AF_INET, SOCK_DGRAM, IpProtocol.IPPROTO_ICMP));
      case 11, 12 -> add(arguments.openLocal(into));
      default -> add(chance.percent(50) ? arguments.open(into) : arguments.openPair(into));
    }
  }

  private void work(int slot) {
    if (chance.percent(14)) {
      common(slot);
      return;
    }
    switch (picture.kind(slot)) {
      case STREAM -> onStream(slot);
      case LISTENER -> onListener(slot);
      case CONNECTED -> onConnection(slot);
      case DATAGRAM -> onDatagram(slot);
      case RAW -> onPackets(slot, arguments.sendRaw(slot));
      case PING -> onPackets(slot, arguments.sendEcho(slot));
      case LOCAL -> onLocal(slot);
      case LOCAL_LISTENER -> onListener(slot);
      case LOCAL_CONNECTED -> onLocalConnection(slot);
      case LOCAL_DATAGRAM -> onLocalDatagrams(slot);
      case EPOLL -> onEpoll(slot);
      case EMPTY -> open();
    }
  }

  private void common(int slot) {
    switch (chance.below(12)) {
      case 0 -> add(new Step.Close(slot));
      case 1 -> {
        int command = chance.of(FileControl.F_DUPFD, FileControl.F_DUPFD_CLOEXEC);
        add(new Step.Duplicate(slot, picture.free(chance), command));
      }
      case 2, 3 -> add(arguments.setOption(slot));
      case 4, 5 -> add(arguments.getOption(slot));
      case 6 -> add(new Step.LocalName(slot, Math.max(0, arguments.nameRoom())));
      case 7 -> add(new Step.PeerName(slot, Math.max(0, arguments.nameRoom())));
      case 8 -> add(arguments.poll());
      case 9 -> add(arguments.fcntl(slot));
      case 10 -> add(arguments.ioctl(slot));
      default -> watch(slot);
    }
  }

  private void watch(int slot) {
    int epoll = picture.any(SlotKind.EPOLL, chance);
    if (epoll < 0) {
      epoll = picture.free(chance);
      add(new Step.EpollCreate(epoll, 0));
    }
    add(arguments.control(epoll, slot));
  }

  private void onStream(int slot) {
    int listener = picture.any(SlotKind.LISTENER, chance);
    switch (chance.below(10)) {
      case 0, 1 -> add(arguments.bind(slot));
      case 2, 3, 4 -> add(new Step.Listen(slot, arguments.backlog()));
      case 5, 6, 7 -> {
        if (listener >= 0) {
          Address.Port port = new Address.PortOf(listener);
          add(new Step.Connect(slot, arguments.loopback(port), SockaddrIn.SIZE));
        } else {
          add(arguments.connect(slot));
        }
      }
      case 8 -> add(arguments.connect(slot));
      default -> add(arguments.anything(slot));
    }
  }

  private void onListener(int slot) {
    switch (chance.below(10)) {
      case 0, 1, 2 -> {
        if (picture.kind(slot) == SlotKind.LISTENER) {
          connectTo(slot);
        } else {
          add(arguments.openLocal(picture.free(chance)));
        }
      }
      case 3, 4, 5, 6 -> add(arguments.accept(slot, picture.free(chance)));
      case 7 -> add(new Step.Listen(slot, arguments.backlog()));
      case 8 -> add(arguments.shutdown(slot));
      default -> add(arguments.anything(slot));
    }
  }

  private void onConnection(int slot) {
    switch (chance.below(20)) {
      case 0, 1, 2, 3, 4, 5, 6 -> add(arguments.sendOnStream(slot));
      case 7, 8, 9, 10, 11, 12 -> add(arguments.receive(slot));
      case 13, 14 -> add(arguments.shutdown(slot));
      case 15, 16 -> add(new Step.Close(slot));
      case 17 -> watch(slot);
      case 18 -> add(arguments.connect(slot));
      default -> add(arguments.anything(slot));
    }
  }

  private void onDatagram(int slot) {
    switch (chance.below(20)) {
      case 0, 1 -> add(arguments.bind(slot));
      case 2, 3, 4 -> add(arguments.connect(slot));
      case 5, 6, 7, 8, 9, 10 -> add(arguments.sendDatagram(slot));
      case 11, 12, 13, 14, 15 -> add(arguments.receive(slot));
      case 16 -> add(arguments.sendControl(slot));
      case 17 -> add(arguments.shutdown(slot));
      case 18 -> watch(slot);
      default -> add(arguments.anything(slot));
    }
  }

  private void onPackets(int slot, Step send) {
    switch (chance.below(16)) {
      case 0 -> add(arguments.bind(slot));
      case 1, 2 -> add(arguments.connect(slot));
      case 3, 4, 5, 6, 7 -> add(send);
      case 8, 9, 10, 11, 12 -> add(arguments.receive(slot));
      case 13 -> add(arguments.sendControl(slot));
      case 14 -> watch(slot);
      default -> add(arguments.anything(slot));
    }
  }

  private void onLocal(int slot) {
    switch (chance.below(10)) {
      case 0, 1, 2 -> add(arguments.bindLocal(slot));
      case 3, 4, 5 -> add(new Step.Listen(slot, arguments.backlog()));
      case 6, 7, 8 -> add(arguments.connectLocal(slot));
      default -> add(arguments.anything(slot));
    }
  }

  private void onLocalConnection(int slot) {
    switch (chance.below(8)) {
      case 0, 1 -> add(new Step.Pass(slot, passed()));
      case 2, 3 -> add(new Step.Take(slot, picture.free(chance)));
      default -> onConnection(slot);
    }
  }

  private void onLocalDatagrams(int slot) {
    switch (chance.below(20)) {
      case 0, 1 -> add(arguments.bindLocal(slot));
      case 2, 3 -> add(arguments.connectLocal(slot));
      case 4, 5, 6, 7 -> add(arguments.sendLocal(slot));
      case 8, 9, 10, 11, 12 -> add(arguments.receive(slot));
      case 13, 14 -> add(new Step.Pass(slot, passed()));
      case 15, 16 -> add(new Step.Take(slot, picture.free(chance)));
      case 17 -> add(arguments.shutdown(slot));
      case 18 -> watch(slot);
      default -> add(arguments.anything(slot));
    }
  }

  /** What no cycle comes of: Linux takes its time to look for those. */
  private List<Integer> passed() {
    List<Integer> passed = new ArrayList<>();
    for (int i = 1 + chance.below(2); i > 0; i--) {
      int slot = picture.anyOpen(chance);
      boolean local = picture.kind(slot).name().startsWith("LOCAL");
      passed.add(local ? picture.any(SlotKind.EMPTY, chance) : slot);
    }
    passed.removeIf(slot -> slot < 0);
    return List.copyOf(passed);
  }

  private void onEpoll(int slot) {
    if (chance.percent(50)) {
      add(new Step.EpollWait(slot, chance.percent(90) ? 64 : chance.of(1, 0, -1)));
    } else {
      add(arguments.control(slot, picture.anyOpen(chance)));
    }
  }
}
