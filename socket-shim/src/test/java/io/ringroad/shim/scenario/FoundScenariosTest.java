package io.ringroad.shim.scenario;

import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.AddressFamily.AF_INET6;
import static io.ringroad.shim.abi.AddressFamily.AF_UNIX;
import static io.ringroad.shim.abi.EpollEvent.EPOLLET;
import static io.ringroad.shim.abi.EpollEvent.EPOLLIN;
import static io.ringroad.shim.abi.EpollEvent.EPOLLOUT;
import static io.ringroad.shim.abi.EpollEvent.EPOLLRDHUP;
import static io.ringroad.shim.abi.EpollEvent.EPOLL_CTL_ADD;
import static io.ringroad.shim.abi.FileControl.F_DUPFD;
import static io.ringroad.shim.abi.IoControl.SIOCATMARK;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_ICMP;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_RAW;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_UDP;
import static io.ringroad.shim.abi.MessageFlag.MSG_MORE;
import static io.ringroad.shim.abi.MessageFlag.MSG_OOB;
import static io.ringroad.shim.abi.MessageFlag.MSG_PEEK;
import static io.ringroad.shim.abi.MessageFlag.MSG_TRUNC;
import static io.ringroad.shim.abi.Shutdown.SHUT_RD;
import static io.ringroad.shim.abi.Shutdown.SHUT_RDWR;
import static io.ringroad.shim.abi.Shutdown.SHUT_WR;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketOption.SO_BROADCAST;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_RAW;
import static io.ringroad.shim.abi.SocketType.SOCK_SEQPACKET;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.ringroad.shim.abi.SockaddrIn;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Programs that generated scenarios were shrunk to, each of which found the engine to differ. */
@Tag("integration")
class FoundScenariosTest {
  private static final int SIZE = SockaddrIn.SIZE;
  private static final Address ANYWHERE = loopback(new Address.AnyPort());
  private static final Address NOBODY = loopback(new Address.FixedPort(0));
  private static final Address NONE = new Address.NoFamily();

  private static Address loopback(Address.Port port) {
    return new Address.Inet("127.0.0.1", port);
  }

  private static Address of(int slot) {
    return loopback(new Address.PortOf(slot));
  }

  private static Step stream(int into) {
    return new Step.Open(into, AF_INET, SOCK_STREAM, 0);
  }

  private static Step datagram(int into) {
    return new Step.Open(into, AF_INET, SOCK_DGRAM, 0);
  }

  private static Step pair(int type) {
    return new Step.OpenPair(0, 1, AF_UNIX, type, 0);
  }

  private static Step connect(int slot, Address to) {
    return new Step.Connect(slot, to, SIZE);
  }

  private static Step bind(int slot, Address to) {
    return new Step.Bind(slot, to, SIZE);
  }

  private static Step send(int slot, int flags, Address to) {
    return new Step.Send(slot, Form.FLAGGED, List.of(1), 0, flags, to);
  }

  private static Step receive(int slot, int flags) {
    return new Step.Receive(slot, Form.FLAGGED, List.of(8), flags, -1, 0);
  }

  private static Step name(int slot) {
    return new Step.LocalName(slot, SIZE);
  }

  /** A listener in slot 0, connected to it slot 1, accepted slot 2; then the rest. */
  private static List<Step> connected(Step... rest) {
    List<Step> program = new ArrayList<>();
    program.addAll(List.of(stream(0), new Step.Listen(0, 1), stream(1), connect(1, of(0))));
    program.add(new Step.Accept(0, 2, -1, 0));
    program.addAll(List.of(rest));
    return program;
  }

  private final List<DynamicTest> tests = new ArrayList<>();

  private void same(String what, List<Step> program) {
    tests.add(
        DynamicTest.dynamicTest(
            what,
            () -> {
              Difference[] found = new Difference[1];
              Root.playOnOwnThread(duel -> found[0] = duel.play(program));
              assertNull(found[0], () -> found[0].describe());
            }));
  }

  private void same(String what, Step... program) {
    same(what, List.of(program));
  }

  @TestFactory
  Stream<DynamicTest> kernelAndEngineGiveTheSameAnswers() {
    Root.assume();
    names();
    streams();
    endsOfStreams();
    endsThatCross();
    pairs();
    datagrams();
    peers();
    stopsListening();
    packets();
    events();
    return tests.stream();
  }

  private void names() {
    same(
        "a port that nobody asked for is given up by disconnecting",
        datagram(0),
        bind(0, ANYWHERE),
        connect(0, NONE),
        bind(0, loopback(new Address.FixedPort(1))));
    same(
        "an address that was asked for stays",
        datagram(0),
        bind(0, ANYWHERE),
        connect(0, NONE),
        connect(0, new Address.Inet("192.0.2.1", new Address.FixedPort(0))),
        name(0));
    same(
        "the first peer's route chooses the address",
        datagram(0),
        connect(0, new Address.Inet("10.9.0.1", new Address.FixedPort(0))),
        connect(0, NOBODY),
        name(0));
    same(
        "a send that is refused has bound its socket",
        datagram(0),
        send(0, 0, null),
        name(0),
        send(0, 0, of(0)),
        receive(0, 0));
    same(
        "a connect that is refused has bound its socket",
        datagram(0),
        connect(0, new Address.Inet("192.0.2.1", new Address.FixedPort(1))),
        send(0, 0, of(0)));
    same("who was refused can bind", stream(0), connect(0, NOBODY), bind(0, NOBODY));
    same(
        "a port that was bound after a refusal stays",
        stream(0),
        connect(0, NOBODY),
        bind(0, ANYWHERE),
        connect(0, new Address.OtherFamily(AF_INET6)),
        bind(0, ANYWHERE));
    same(
        "a listener that stops shows the port that it had",
        stream(0),
        new Step.Listen(0, 1),
        new Step.Shutdown(0, SHUT_RD),
        name(0));
    same(
        "a reset connection's port is free",
        stream(0),
        new Step.Listen(0, 1),
        new Step.Duplicate(0, 1, F_DUPFD),
        stream(2),
        connect(2, of(1)),
        new Step.Shutdown(1, SHUT_RD),
        bind(1, of(2)));
    same(
        "from 127.0.0.1 there is no way out",
        stream(0),
        bind(0, ANYWHERE),
        connect(0, new Address.Inet("240.0.0.1", new Address.FixedPort(0))));
    same(
        "a stream can be bound to all, and is bound then",
        stream(0),
        bind(0, new Address.Inet("255.255.255.255", new Address.FixedPort(1))),
        bind(0, new Address.Inet("255.255.255.255", new Address.FixedPort(1))));
  }

  private void streams() {
    same(
        "a connection shares the port of who listens anew",
        stream(0),
        bind(0, NOBODY),
        new Step.Listen(0, 1),
        stream(1),
        connect(1, of(0)),
        new Step.Accept(0, 2, -1, 0),
        new Step.Shutdown(0, SHUT_RD),
        new Step.Listen(0, 1));
    same(
        "an urgent byte that another follows is gone",
        connected(send(2, MSG_OOB, null), send(2, MSG_OOB, null)));
    same("port 0 refuses", stream(0), connect(0, ANYWHERE));
    same(
        "a listener is not at the mark",
        stream(0),
        new Step.Listen(0, 1),
        new Step.Ioctl(0, (int) SIOCATMARK, 0));
    same(
        "nothing is counted and not copied",
        connected(send(1, 0, null), receive(2, MSG_PEEK | MSG_TRUNC), receive(2, 0)));
    same(
        "receiving nothing, where there is something",
        connected(
            send(1, 0, null), new Step.Receive(2, Form.MESSAGE, List.of(), MSG_TRUNC, -1, 0)));
    same(
        "shutdown notices that the connection is there",
        connected(new Step.Shutdown(1, SHUT_WR), connect(1, of(0))));
    same(
        "shutdown notices that the attempt has failed",
        stream(0),
        connect(0, NOBODY),
        new Step.Shutdown(0, SHUT_RD),
        connect(0, NOBODY));
    same(
        "shutdown of what was never connected is noticed",
        stream(0),
        new Step.Shutdown(0, SHUT_RD),
        receive(0, 0),
        connect(0, NONE),
        receive(0, 0));
  }

  private void endsOfStreams() {
    same(
        "who is not connected yet waits, shut or not",
        stream(0),
        new Step.Listen(0, 1),
        stream(1),
        connect(1, of(0)),
        stream(2),
        connect(2, of(0)),
        stream(3),
        new Step.Shutdown(3, SHUT_RDWR),
        connect(3, of(0)),
        send(3, 0, null));
    same(
        "an urgent byte has no room",
        connected(
            send(1, MSG_OOB, null), new Step.Receive(2, Form.MESSAGE, List.of(), MSG_OOB, -1, 0)));
    same("who disconnects has a reset to collect", connected(connect(2, NONE)));
    same("a refusal outlives a disconnect", stream(0), connect(0, NOBODY), connect(0, NONE));
    same(
        "a reset outlives listening",
        connected(connect(2, NONE), new Step.Listen(2, 1), new Step.Shutdown(2, SHUT_RD)));
    same("a new attempt forgets the old error", connected(connect(1, NONE), connect(1, of(0))));
    same(
        "an error behind the end of the stream stays",
        connected(
            send(2, MSG_OOB, null),
            new Step.Shutdown(2, SHUT_RDWR),
            send(1, 0, null),
            receive(1, 0)));
    same(
        "urgent data for nobody is told before the reset",
        connected(new Step.Shutdown(1, SHUT_RDWR), send(2, MSG_OOB, null), receive(1, MSG_OOB)));
  }

  private void endsThatCross() {
    same(
        "a reset is told even when both sides are done",
        connected(
            new Step.Shutdown(2, SHUT_RDWR),
            send(1, MSG_MORE, null),
            new Step.Shutdown(1, SHUT_RDWR)));
    same(
        "what was shut before it met itself ends with that",
        stream(0),
        bind(0, ANYWHERE),
        new Step.Shutdown(0, SHUT_RDWR),
        connect(0, of(0)),
        connect(0, NONE));
  }

  private void pairs() {
    same(
        "datagrams know no urgent data, wherever they go",
        pair(SOCK_DGRAM),
        send(0, MSG_OOB, NOBODY),
        send(0, MSG_OOB, null));
    same(
        "packets know no mark",
        pair(SOCK_SEQPACKET),
        new Step.Ioctl(0, (int) SIOCATMARK, 0),
        send(0, MSG_OOB, NOBODY));
    same(
        "an urgent byte that was passed over stays counted",
        pair(SOCK_STREAM),
        send(0, 0, null),
        send(0, MSG_OOB, null),
        receive(1, 0),
        receive(1, 0));
    same(
        "who is not connected sends no descriptors that are not open",
        new Step.Open(0, AF_UNIX, SOCK_SEQPACKET, 0),
        new Step.Pass(0, List.of(4)));
    same(
        "who does not wait hears nothing of the end of a listener",
        new Step.Open(0, AF_UNIX, SOCK_SEQPACKET, 0),
        new Step.Bind(0, new Address.Local(0), 10),
        new Step.Shutdown(0, SHUT_RDWR),
        new Step.Listen(0, 1),
        new Step.Accept(0, 4, -1, 0));
    same(
        "a descriptor is passed, and works",
        pair(SOCK_STREAM),
        datagram(2),
        new Step.Pass(0, List.of(2)),
        new Step.Close(2),
        new Step.Take(1, 3),
        bind(3, ANYWHERE),
        name(3));
    same(
        "an empty packet is nothing that anybody could miss",
        pair(SOCK_SEQPACKET),
        new Step.Send(0, Form.FLAGGED, List.of(0), 0, 0, null),
        new Step.Close(1));
    same(
        "an urgent byte that was read apart is not",
        pair(SOCK_STREAM),
        send(0, MSG_OOB, null),
        receive(1, MSG_OOB),
        receive(1, 0));
  }

  private void stopsListening() {
    same(
        "a bind that fails leaves no address",
        stream(0),
        bind(0, ANYWHERE),
        new Step.Listen(0, 1),
        stream(1),
        connect(1, of(0)),
        new Step.Accept(0, 2, -1, 0),
        new Step.Shutdown(0, SHUT_RD),
        bind(0, of(0)),
        name(0));
    same(
        "a listener that may not send is as ready as before, and says so",
        stream(0),
        new Step.Listen(0, 1),
        new Step.EpollCreate(2, 0),
        new Step.EpollControl(2, EPOLL_CTL_ADD, 0, EPOLLIN | EPOLLET),
        stream(1),
        connect(1, of(0)),
        new Step.EpollWait(2, 8),
        new Step.Shutdown(0, SHUT_WR));
  }

  private void packets() {
    Step raw = new Step.Open(0, AF_INET, SOCK_RAW, IPPROTO_ICMP);
    same("a raw ICMP message has a type and a code", raw, send(0, 0, ANYWHERE));
    same(
        "what has no whole ICMP header passes no filter",
        raw,
        new Step.Send(0, Form.FLAGGED, List.of(7), 0, 0, NOBODY));
    same(
        "who is connected is not bound, wherever to",
        new Step.Open(0, AF_INET, SOCK_RAW, IPPROTO_RAW),
        connect(0, NOBODY),
        bind(0, new Address.Inet("192.0.2.1", new Address.FixedPort(1))));
    same(
        "nothing refuses a packet whose header the system makes",
        new Step.Open(0, AF_INET, SOCK_RAW, 253),
        connect(0, new Address.Inet("127.0.0.2", new Address.FixedPort(0))),
        new Step.Send(0, Form.FLAGGED, List.of(8), 0, 0, null),
        send(0, 0, null),
        new Step.Shutdown(0, SHUT_WR),
        send(0, 0, null));
    same(
        "an echo's whole length is told to nobody",
        new Step.Open(0, AF_INET, SOCK_DGRAM, IPPROTO_ICMP),
        new Step.Send(0, Form.FLAGGED, List.of(25), -8, 0, NOBODY),
        new Step.Receive(0, Form.MESSAGE, List.of(11), MSG_TRUNC, -1, 0));
  }

  private void datagrams() {
    same(
        "0.0.0.0 is the address that a socket has",
        datagram(0),
        connect(0, new Address.Inet("10.9.0.1", new Address.PortOf(0))),
        send(0, 0, new Address.Inet("0.0.0.0", new Address.PortOf(0))));
    same(
        "UDP knows nothing of its own level's other control data",
        datagram(0),
        new Step.SendControl(0, IPPROTO_UDP, 1, List.of(256), 0, NOBODY));
    same(
        "who is connected sends to others from the address that it has by that",
        datagram(0),
        bind(0, ANYWHERE),
        datagram(1),
        connect(1, new Address.Inet("10.9.0.1", new Address.FixedPort(0))),
        send(1, 0, of(0)),
        new Step.Receive(0, Form.FLAGGED, List.of(8), 0, SIZE, 0));
    same(
        "what is sent to all from 127.0.0.1 stays on the host",
        datagram(0),
        bind(0, ANYWHERE),
        datagram(1),
        bind(1, new Address.Inet("0.0.0.0", new Address.AnyPort())),
        new Step.SetOption(0, SOL_SOCKET, SO_BROADCAST, List.of(1), 4),
        send(0, 0, new Address.Inet("255.255.255.255", new Address.PortOf(1))),
        new Step.Receive(1, Form.FLAGGED, List.of(8), 0, SIZE, 0));
    same(
        "an empty vector is not sent",
        datagram(0),
        new Step.Send(0, Form.VECTOR, List.of(0), 0, 0, null));
    same(
        "what is added goes where the beginning goes",
        datagram(0),
        datagram(1),
        bind(1, ANYWHERE),
        send(0, MSG_MORE, of(1)),
        send(0, 0, null),
        receive(1, 0));
    same(
        "nothing is begun in a direction that is shut",
        datagram(0),
        new Step.Shutdown(0, SHUT_WR),
        send(0, MSG_MORE, NOBODY));
    same(
        "what is begun hears of errors",
        datagram(0),
        connect(0, NOBODY),
        send(0, 0, null),
        send(0, MSG_MORE, null));
    same(
        "an error does not hide how much there is",
        datagram(0),
        datagram(1),
        connect(0, NOBODY),
        bind(1, ANYWHERE),
        send(0, 0, null),
        connect(0, of(1)),
        connect(1, of(0)),
        send(1, 0, null));
  }

  private void peers() {
    same(
        "who is connected holds the port at one address",
        datagram(0),
        datagram(1),
        connect(0, NOBODY),
        bind(1, new Address.Inet("127.0.0.2", new Address.PortOf(0))));
    same(
        "who was connected holds the port at every address again",
        datagram(0),
        bind(0, new Address.Inet("0.0.0.0", new Address.FixedPort(1))),
        connect(0, NOBODY),
        connect(0, NONE),
        datagram(1),
        bind(1, new Address.Inet("127.0.0.2", new Address.PortOf(0))));
    same(
        "what is begun for a peer goes to it when it is none any more",
        datagram(0),
        datagram(1),
        bind(1, ANYWHERE),
        connect(0, of(1)),
        send(0, MSG_MORE, null),
        connect(0, NONE),
        send(0, 0, null),
        receive(1, 0));
  }

  private void events() {
    same(
        "a set tells of its own shutdown",
        connected(
            new Step.EpollCreate(3, 0),
            new Step.EpollControl(3, EPOLL_CTL_ADD, 1, EPOLLRDHUP),
            new Step.Shutdown(1, SHUT_RD)));
    same(
        "a change of state is told whatever one waits for",
        connected(
            new Step.EpollCreate(3, 0),
                new Step.EpollControl(3, EPOLL_CTL_ADD, 1, EPOLLOUT | EPOLLET),
            new Step.EpollWait(3, 8), new Step.Close(2)));
    same(
        "so is the shutdown of a datagram socket",
        datagram(0),
        new Step.EpollCreate(1, 0),
        new Step.EpollControl(1, EPOLL_CTL_ADD, 0, 0),
        new Step.Shutdown(0, SHUT_RDWR));
    same(
        "so is a disconnect",
        stream(0),
        new Step.Listen(0, 1),
        new Step.EpollCreate(1, 0),
        new Step.EpollControl(1, EPOLL_CTL_ADD, 0, 0),
        connect(0, NONE));
    same(
        "even one of what was never connected",
        stream(0),
        new Step.EpollCreate(1, 0),
        new Step.EpollControl(1, EPOLL_CTL_ADD, 0, EPOLLET),
        new Step.EpollWait(1, 8),
        connect(0, NONE));
    same(
        "an address is looked at before it is asked whose",
        new Step.EpollCreate(0, 0),
        new Step.Connect(0, NOBODY, -1));
    same("and after it is asked whether there is anybody", new Step.Connect(0, NOBODY, -1));
  }
}
