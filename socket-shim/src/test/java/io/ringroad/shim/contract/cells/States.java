package io.ringroad.shim.contract.cells;

import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_ICMP;
import static io.ringroad.shim.abi.PollEvent.POLLERR;
import static io.ringroad.shim.abi.PollEvent.POLLHUP;
import static io.ringroad.shim.abi.PollEvent.POLLIN;
import static io.ringroad.shim.abi.PollEvent.POLLRDHUP;
import static io.ringroad.shim.abi.Shutdown.SHUT_RD;
import static io.ringroad.shim.abi.Shutdown.SHUT_RDWR;
import static io.ringroad.shim.abi.Shutdown.SHUT_WR;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketOption.SO_LINGER;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_NONBLOCK;
import static io.ringroad.shim.abi.SocketType.SOCK_RAW;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;

import io.ringroad.shim.abi.SockaddrIn;
import io.ringroad.shim.contract.table.Bench;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToIntFunction;

/** Sockets in the states that calls may meet them in, by what one would call them. */
final class States {
  private static final int TCP_FIN_WAIT2 = 5;
  private static final int TCP_CLOSE = 7;
  private static final int PROTOCOL_OF_NOBODY = 99;

  private States() {}

  /** All of them. None waits. */
  static Map<String, ToIntFunction<Bench>> all() {
    Map<String, ToIntFunction<Bench>> states = new LinkedHashMap<>();
    streams(states);
    streamsThatEnd(states);
    datagrams(states);
    UnixStates.add(states);
    raw(states, "raw socket", SOCK_RAW, PROTOCOL_OF_NOBODY);
    raw(states, "ping socket", SOCK_DGRAM, IPPROTO_ICMP);
    return states;
  }

  private static void streams(Map<String, ToIntFunction<Bench>> states) {
    states.put("a new stream", Bench::tcp);
    states.put(
        "a bound stream",
        b -> {
          int fd = b.tcp();
          b.bind(fd);
          return fd;
        });
    states.put("a listening stream", Bench::listener);
    states.put(
        "a connecting stream",
        b -> {
          int fd = b.tcp();
          b.calls.connect(fd, b.address("10.9.0.2", 9), SockaddrIn.SIZE);
          return fd;
        });
    states.put(
        "a refused stream",
        b -> {
          int fd = b.tcp();
          b.calls.connect(fd, b.deserted(SOCK_STREAM), SockaddrIn.SIZE);
          b.await(fd, POLLERR);
          return fd;
        });
    states.put("a connected stream", b -> b.tcpPair().client());
    states.put(
        "a connected stream with data",
        b -> {
          Bench.Pair pair = b.tcpPair();
          b.send(pair.client(), "abcd");
          b.await(pair.server(), POLLIN);
          return pair.server();
        });
  }

  private static void streamsThatEnd(Map<String, ToIntFunction<Bench>> states) {
    states.put("a stream shut for sending", b -> ending(b, SHUT_WR));
    states.put("a stream shut for receiving", b -> shut(b, b.tcpPair().client(), SHUT_RD));
    states.put("a stream shut both ways", b -> ending(b, SHUT_RDWR));
    states.put("a stream that was shut while listening", b -> shut(b, b.listener(), SHUT_RD));
    states.put(
        "a stream whose peer sends no more",
        b -> {
          Bench.Pair pair = b.tcpPair();
          shut(b, pair.server(), SHUT_WR);
          b.await(pair.client(), POLLRDHUP);
          return pair.client();
        });
    states.put(
        "a stream with data whose peer sends no more",
        b -> {
          Bench.Pair pair = b.tcpPair();
          b.send(pair.server(), "abcd");
          shut(b, pair.server(), SHUT_WR);
          b.await(pair.client(), POLLRDHUP);
          return pair.client();
        });
    states.put(
        "a stream that ended both ways",
        b -> {
          Bench.Pair pair = b.tcpPair();
          shut(b, pair.server(), SHUT_WR);
          b.await(pair.client(), POLLRDHUP);
          shut(b, pair.client(), SHUT_WR);
          b.await(pair.server(), POLLHUP);
          while (StateCells.state(b, pair.client()) != TCP_CLOSE) {
            b.poll(pair.client(), 0, 1);
          }
          return pair.client();
        });
    states.put("a stream that its peer reset", States::reset);
    states.put(
        "a stream that its peer reset, and that said so",
        b -> {
          int fd = reset(b);
          b.calls.recv(fd, b.arena.allocate(1), 1, 0);
          return fd;
        });
  }

  /** A stream whose FIN the peer has acknowledged, as it does after a while. */
  private static int ending(Bench b, int how) {
    int fd = shut(b, b.tcpPair().client(), how);
    while (StateCells.state(b, fd) != TCP_FIN_WAIT2) {
      b.poll(fd, 0, 1);
    }
    return fd;
  }

  private static int reset(Bench b) {
    Bench.Pair pair = b.tcpPair();
    b.must(b.calls.setsockopt(pair.server(), SOL_SOCKET, SO_LINGER, b.ints(1, 0), 8));
    b.close(pair.server());
    b.await(pair.client(), POLLHUP);
    return pair.client();
  }

  private static void datagrams(Map<String, ToIntFunction<Bench>> states) {
    states.put("a new datagram socket", Bench::udp);
    states.put(
        "a bound datagram socket",
        b -> {
          int fd = b.udp();
          b.bind(fd);
          return fd;
        });
    states.put("a connected datagram socket", b -> b.udpPair().client());
    states.put(
        "a connected datagram socket with a datagram",
        b -> {
          Bench.Pair pair = b.udpPair();
          b.send(pair.server(), "abcd");
          b.await(pair.client(), POLLIN);
          return pair.client();
        });
    states.put(
        "a connected datagram socket with an empty datagram",
        b -> {
          Bench.Pair pair = b.udpPair();
          b.send(pair.server(), "");
          b.await(pair.client(), POLLIN);
          return pair.client();
        });
    states.put(
        "a datagram socket that was refused",
        b -> {
          int fd = b.udp();
          b.connect(fd, b.deserted(SOCK_DGRAM));
          b.send(fd, "abcd");
          b.await(fd, POLLERR);
          return fd;
        });
    states.put("a datagram socket shut for sending", b -> shut(b, b.udpPair().client(), SHUT_WR));
    states.put("a datagram socket shut for receiving", b -> shut(b, b.udpPair().client(), SHUT_RD));
    states.put("a datagram socket shut both ways", b -> shut(b, b.udpPair().client(), SHUT_RDWR));
  }

  private static void raw(
      Map<String, ToIntFunction<Bench>> states, String name, int type, int protocol) {
    ToIntFunction<Bench> make = b -> b.socket(AF_INET, type | SOCK_NONBLOCK, protocol);
    states.put("a new " + name, make);
    states.put(
        "a bound " + name,
        b -> {
          int fd = make.applyAsInt(b);
          b.bind(fd);
          return fd;
        });
    ToIntFunction<Bench> connected =
        b -> {
          int fd = make.applyAsInt(b);
          b.connect(fd, b.loopback(0));
          return fd;
        };
    states.put("a connected " + name, connected);
    states.put("a " + name + " shut for sending", b -> shut(b, connected.applyAsInt(b), SHUT_WR));
    states.put("a " + name + " shut for receiving", b -> shut(b, connected.applyAsInt(b), SHUT_RD));
  }

  private static int shut(Bench b, int fd, int how) {
    b.must(b.calls.shutdown(fd, how));
    return fd;
  }
}
