package io.ringroad.shim.scenario;

import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.MessageFlag.MSG_DONTROUTE;
import static io.ringroad.shim.abi.MessageFlag.MSG_DONTWAIT;
import static io.ringroad.shim.abi.MessageFlag.MSG_EOR;
import static io.ringroad.shim.abi.MessageFlag.MSG_ERRQUEUE;
import static io.ringroad.shim.abi.MessageFlag.MSG_MORE;
import static io.ringroad.shim.abi.MessageFlag.MSG_NOSIGNAL;
import static io.ringroad.shim.abi.MessageFlag.MSG_OOB;
import static io.ringroad.shim.abi.MessageFlag.MSG_PEEK;
import static io.ringroad.shim.abi.MessageFlag.MSG_TRUNC;
import static io.ringroad.shim.abi.MessageFlag.MSG_WAITALL;
import static io.ringroad.shim.abi.SocketType.SOCK_CLOEXEC;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_RAW;
import static io.ringroad.shim.abi.SocketType.SOCK_SEQPACKET;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;

import io.ringroad.shim.abi.AddressFamily;
import io.ringroad.shim.abi.EpollEvent;
import io.ringroad.shim.abi.FileControl;
import io.ringroad.shim.abi.IoControl;
import io.ringroad.shim.abi.IpProtocol;
import io.ringroad.shim.abi.IpSocketOption;
import io.ringroad.shim.abi.SockaddrIn;
import java.util.ArrayList;
import java.util.List;

/** Calls with arguments that were drawn: likely ones mostly. */
final class ArgumentChoice {
  private static final String LOOPBACK = "127.0.0.1";
  private static final List<String> HOSTS =
      List.of("0.0.0.0", "127.0.0.2", "10.9.0.1", "192.0.2.1", "240.0.0.1", "255.255.255.255");
  private static final String ALL = "255.255.255.255";
  private static final int LETTERS = 26;
  private static final int FIXED_PORTS = 4;
  private static final int LOCAL_NAMES = 3;
  private static final int EXPERIMENTAL = 253;
  private static final int ECHO_HEADER = 8;
  private static final int NO_SUCH_TYPE = 99;
  private static final List<Form> FORMS =
      List.of(
          Form.PLAIN,
          Form.VECTOR,
          Form.FLAGGED,
          Form.FLAGGED,
          Form.FLAGGED,
          Form.MESSAGE,
          Form.MESSAGE,
          Form.MANY);

  private final Chance chance;
  private final Picture picture;
  private final OptionChoice options;

  ArgumentChoice(Chance chance, Picture picture) {
    this.chance = chance;
    this.picture = picture;
    this.options = new OptionChoice(chance);
  }

  // ---- sockets and names ----

  Step open(int into) {
    int domain = chance.percent(80) ? AF_INET : chance.of(0, 3, 99, -1);
    int type = chance.of(SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET, 0, 4, 11, 0x1000);
    int protocol = chance.of(0, 0, IpProtocol.IPPROTO_TCP, IpProtocol.IPPROTO_UDP, -1, 300);
    return new Step.Open(into, domain, type | chance.bitsOf(SOCK_CLOEXEC), protocol);
  }

  Step openRaw(int into) {
    int protocol = chance.of(IpProtocol.IPPROTO_ICMP, EXPERIMENTAL, IpProtocol.IPPROTO_RAW);
    return new Step.Open(into, AF_INET, SOCK_RAW, protocol);
  }

  Step openLocal(int into) {
    int type = chance.of(SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET);
    return new Step.Open(into, AddressFamily.AF_UNIX, type, 0);
  }

  private Address localName() {
    return new Address.Local(chance.below(LOCAL_NAMES));
  }

  Step bindLocal(int slot) {
    Address name = chance.percent(85) ? localName() : new Address.Unnamed();
    return new Step.Bind(slot, name, NameCalls.lengthOf(name));
  }

  Step connectLocal(int slot) {
    Address to = chance.percent(93) ? localName() : new Address.NoFamily();
    return new Step.Connect(slot, to, NameCalls.lengthOf(to));
  }

  /** A pair of AF_UNIX: its descriptors are in {@code into} and in another slot. */
  Step openPair(int into) {
    int type = chance.of(SOCK_STREAM, SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET);
    int second = picture.freeBeside(into, chance);
    return new Step.OpenPair(into, second, AddressFamily.AF_UNIX, type, 0);
  }

  Address loopback(Address.Port port) {
    return new Address.Inet(LOOPBACK, port);
  }

  private Address.Port port() {
    return switch (chance.below(6)) {
      case 0 -> new Address.AnyPort();
      case 1, 2 -> new Address.FixedPort(chance.below(FIXED_PORTS));
      default -> new Address.PortOf(picture.anyOpen(chance));
    };
  }

  private Address address(Address.Port port) {
    if (chance.percent(4)) {
      return chance.percent(50)
          ? new Address.OtherFamily(AddressFamily.AF_INET6)
          : new Address.NoFamily();
    }
    return chance.percent(75) ? loopback(port) : new Address.Inet(chance.of(HOSTS), port);
  }

  private int addressLength() {
    return chance.percent(95) ? SockaddrIn.SIZE : chance.of(0, 2, 15, 17, 128, 129, -1);
  }

  int nameRoom() {
    return chance.percent(80) ? SockaddrIn.SIZE : chance.of(0, 1, 4, 8, 64, -1);
  }

  int backlog() {
    return chance.of(0, 1, 2, 8, -1);
  }

  Step bind(int slot) {
    Address.Port port =
        chance.percent(40)
            ? new Address.AnyPort()
            : chance.percent(70) ? new Address.FixedPort(chance.below(FIXED_PORTS)) : port();
    Address address = address(port);
    if (picture.kind(slot) == SlotKind.STREAM && address.equals(new Address.Inet(ALL, port))) {
      address = loopback(port); // SYSCALLS.md: whom Linux lets connect and listen then
    }
    return new Step.Bind(slot, address, addressLength());
  }

  Step connect(int slot) {
    Address.Port port = port();
    if (picture.kind(slot) == SlotKind.DATAGRAM && port instanceof Address.AnyPort) {
      port = new Address.FixedPort(0); // SYSCALLS.md: with port 0, Linux has half a peer
    }
    Address to = chance.percent(10) ? new Address.NoFamily() : address(port);
    return new Step.Connect(slot, to, addressLength());
  }

  Step accept(int slot, int into) {
    int flags = chance.percent(95) ? chance.bitsOf(SOCK_CLOEXEC) : 1;
    return new Step.Accept(slot, into, chance.percent(70) ? -1 : Math.max(0, nameRoom()), flags);
  }

  Step shutdown(int slot) {
    return new Step.Shutdown(slot, chance.percent(95) ? chance.below(3) : chance.of(3, -1));
  }

  // ---- data ----

  private Form form() {
    return chance.of(FORMS);
  }

  private List<Integer> pieces(int largest) {
    List<Integer> pieces = new ArrayList<>();
    for (int i = chance.percent(60) ? 1 : chance.below(4); i > 0; i--) {
      pieces.add(chance.percent(10) ? 0 : 1 + chance.below(largest));
    }
    return List.copyOf(pieces);
  }

  Step sendOnStream(int slot) {
    int flags =
        chance.bitsOf(MSG_DONTWAIT, MSG_EOR, MSG_NOSIGNAL, MSG_DONTROUTE, MSG_OOB)
            | (chance.percent(5) ? MSG_MORE : 0);
    int largest = chance.percent(80) ? 12 : 1_000;
    Address to = chance.percent(95) ? null : address(port());
    // An urgent byte comes with what is before it, whatever fits into a segment.
    return send(slot, pieces((flags & MSG_OOB) != 0 ? 12 : largest), flags, to);
  }

  Step sendDatagram(int slot) {
    int flags =
        chance.bitsOf(MSG_DONTWAIT, MSG_EOR, MSG_NOSIGNAL)
            | (chance.percent(4) ? chance.of(MSG_OOB, MSG_MORE, MSG_DONTROUTE) : 0);
    int largest = chance.percent(80) ? 12 : 1_400;
    Address to = chance.percent(40) ? null : address(port());
    return send(slot, pieces(largest), flags, to);
  }

  private Step send(int slot, List<Integer> pieces, int flags, Address to) {
    Form form = form();
    boolean local = picture.kind(slot).name().startsWith("LOCAL");
    // The kernel's loopback has answered the first of several messages before the second is sent.
    boolean one = form == Form.MANY && !local && pieces.size() > 1;
    List<Integer> sent = one ? List.of(pieces.getFirst()) : pieces;
    return new Step.Send(slot, form, sent, chance.below(LETTERS), flags, to);
  }

  Step sendLocal(int slot) {
    int flags = chance.bitsOf(MSG_DONTWAIT, MSG_EOR, MSG_NOSIGNAL);
    Address to = chance.percent(40) ? null : localName();
    return send(slot, pieces(12), flags, to);
  }

  Step sendRaw(int slot) {
    Address to = chance.percent(30) ? null : address(port());
    return send(slot, pieces(40), 0, to);
  }

  Step sendEcho(int slot) {
    Address to = chance.percent(30) ? null : address(port());
    int first = chance.percent(90) ? -ECHO_HEADER : chance.below(LETTERS);
    List<Integer> pieces =
        chance.percent(80) ? List.of(ECHO_HEADER + chance.below(20)) : pieces(12);
    return new Step.Send(slot, form(), pieces, first, 0, to);
  }

  Step sendControl(int slot) {
    Address to = chance.percent(30) ? null : address(port());
    List<Integer> data =
        chance.percent(80) ? List.of(chance.of(0, 1, 64, 255, 256, -1)) : List.of(0, 0, 0);
    int type =
        chance.of(
            IpSocketOption.IP_TTL,
            IpSocketOption.IP_TTL,
            IpSocketOption.IP_TOS,
            IpSocketOption.IP_TOS,
            IpSocketOption.IP_PKTINFO,
            IpSocketOption.IP_RECVERR,
            NO_SUCH_TYPE);
    int level = chance.percent(90) ? IpProtocol.IPPROTO_IP : chance.of(1, 6, 17);
    return new Step.SendControl(slot, level, type, data, chance.bitsOf(MSG_NOSIGNAL), to);
  }

  Step receive(int slot) {
    int flags =
        chance.bitsOf(MSG_PEEK, MSG_DONTWAIT, MSG_WAITALL, MSG_TRUNC)
            | (chance.percent(8) ? MSG_OOB : 0)
            | (chance.percent(2) ? MSG_ERRQUEUE : 0);
    int largest = chance.percent(70) ? 12 : 1_500;
    int room = chance.percent(60) ? -1 : nameRoom();
    return new Step.Receive(slot, form(), pieces(largest), flags, room, chance.of(0, 0, 256));
  }

  // ---- the rest ----

  Step setOption(int slot) {
    return options.set(slot);
  }

  Step getOption(int slot) {
    return options.get(slot);
  }

  Step ioctl(int slot) {
    int request =
        chance.of(
            (int) IoControl.FIONREAD, (int) IoControl.SIOCATMARK, (int) IoControl.FIONBIO, 0x5499);
    return new Step.Ioctl(slot, request, 0);
  }

  Step fcntl(int slot) {
    int command =
        chance.of(
            FileControl.F_GETFL,
            FileControl.F_GETFD,
            FileControl.F_SETFD,
            FileControl.F_SETFL,
            12_345);
    return new Step.Fcntl(slot, command, command == FileControl.F_SETFL ? 0 : chance.below(2));
  }

  Step poll() {
    List<Integer> slots = new ArrayList<>();
    for (int i = 1 + chance.below(3); i > 0; i--) {
      slots.add(chance.below(Machine.SLOTS));
    }
    return new Step.Poll(List.copyOf(slots), chance.below(0x400) | chance.bitsOf(0x2000));
  }

  Step control(int epoll, int slot) {
    int operation =
        chance.percent(60)
            ? EpollEvent.EPOLL_CTL_ADD
            : chance.of(EpollEvent.EPOLL_CTL_MOD, EpollEvent.EPOLL_CTL_DEL, 0);
    int events =
        chance.of(EpollEvent.EPOLLIN, EpollEvent.EPOLLOUT, EpollEvent.EPOLLIN | 4)
            | chance.bitsOf(EpollEvent.EPOLLRDHUP, EpollEvent.EPOLLPRI, EpollEvent.EPOLLRDNORM)
            | chance.bitsOf(EpollEvent.EPOLLET, EpollEvent.EPOLLET, EpollEvent.EPOLLONESHOT);
    return new Step.EpollControl(epoll, operation, slot, events & ~unlike(slot, events));
  }

  /**
   * Events that SYSCALLS.md says to be told at other times than Linux tells them: edges of room to
   * send, which Linux tells after every datagram; and a set in a set, of which Linux tells EPOLLIN
   * alone, and edges of which follow those inside.
   */
  private int unlike(int slot, int events) {
    return switch (picture.kind(slot)) {
      case DATAGRAM, RAW, PING, LOCAL_DATAGRAM ->
          (events & EpollEvent.EPOLLET) != 0 ? EpollEvent.EPOLLOUT : 0;
      case EPOLL -> EpollEvent.EPOLLRDNORM | EpollEvent.EPOLLET;
      default -> 0;
    };
  }

  /** A call that need not make sense. */
  Step anything(int slot) {
    return switch (chance.below(16)) {
      case 0 -> bind(slot);
      case 1 -> connect(slot);
      case 2 -> new Step.Listen(slot, backlog());
      case 3 -> accept(slot, picture.free(chance));
      case 4 -> sendOnStream(slot);
      case 5 -> sendDatagram(slot);
      case 6, 7 -> receive(slot);
      case 8 -> shutdown(slot);
      case 9 -> setOption(slot);
      case 10 -> getOption(slot);
      case 11 -> ioctl(slot);
      case 12 -> fcntl(slot);
      case 13 -> control(slot, chance.below(Machine.SLOTS));
      case 14 -> new Step.EpollWait(slot, chance.of(64, 0));
      default -> new Step.LocalName(slot, SockaddrIn.SIZE);
    };
  }
}
