package io.ringroad.perf.echo;

import static io.ringroad.perf.socket.SocketFailure.check;

import io.ringroad.perf.socket.Endpoint;
import io.ringroad.shim.Errno;
import io.ringroad.shim.SocketCalls;
import io.ringroad.shim.abi.FileControl;
import io.ringroad.shim.abi.IpProtocol;
import io.ringroad.shim.abi.PollEvent;
import io.ringroad.shim.abi.Pollfd;
import io.ringroad.shim.abi.SocketType;
import io.ringroad.shim.abi.TcpSocketOption;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Echoes TCP and UDP. {@link #serve} never waits: a lane calls it every cycle, a busy-polling
 * thread all the time. {@link #await} is for a thread that would rather sleep until there is
 * something to do. Used by one thread at a time.
 */
public final class EchoServer implements AutoCloseable {
  /** Connections served at once; others wait in the backlog. */
  private static final int MAX_CONNECTIONS = 256;

  /** A server that polls asks for new connections only each so many turns: data is in a hurry. */
  private static final int ACCEPT_INTERVAL = 64;

  private final SocketCalls sockets;
  private final int listener;
  private final DatagramEcho datagrams;
  private final StreamEcho[] streams = new StreamEcho[MAX_CONNECTIONS];
  private final Arena arena = Arena.ofShared();
  private final MemorySegment pollSet = arena.allocate((MAX_CONNECTIONS + 2L) * Pollfd.SIZE, 4);
  private final Deque<MemorySegment> freeBuffers = new ArrayDeque<>();
  private int streamCount;
  private int turn;

  /**
   * Opens the sockets.
   *
   * @param tcp where to listen, or null for no TCP
   * @param udp where to receive, or null for no UDP
   */
  public EchoServer(SocketCalls sockets, Endpoint tcp, Endpoint udp) {
    this.sockets = sockets;
    this.listener = tcp == null ? -1 : tcp.listen(sockets);
    this.datagrams = udp == null ? null : new DatagramEcho(sockets, udp.bindDatagram(sockets));
    if (listener >= 0) {
      check("fcntl F_SETFL", sockets.fcntl(listener, FileControl.F_SETFL, FileControl.O_NONBLOCK));
    }
  }

  /** The port that listens for TCP. */
  public int tcpPort() {
    return Endpoint.localPort(sockets, listener);
  }

  /** The port that receives UDP. */
  public int udpPort() {
    return Endpoint.localPort(sockets, datagrams.fd());
  }

  /** Does whatever can be done without waiting. Returns how much that was, 0 for nothing. */
  public int serve() {
    int work = 0;
    if (listener >= 0 && turn++ % ACCEPT_INTERVAL == 0) {
      work += acceptAll();
    }
    if (datagrams != null) {
      work += datagrams.serve();
    }
    for (int i = streamCount - 1; i >= 0; i--) {
      work += streams[i].serve();
      if (streams[i].isFinished()) {
        remove(i);
      }
    }
    return work;
  }

  /** Sleeps until {@link #serve} has something to do, which it then does. */
  public int await() {
    int ready = sockets.poll(pollSet, fillPollSet(), -1);
    if (ready == -Errno.EINTR) {
      return 0;
    }
    if (listener >= 0 && streamCount < MAX_CONNECTIONS && Pollfd.revents(pollSet, 0) != 0) {
      turn = 0;
    }
    return serve();
  }

  private int fillPollSet() {
    int count = 0;
    if (listener >= 0 && streamCount < MAX_CONNECTIONS) {
      Pollfd.set(pollSet, count++, listener, PollEvent.POLLIN);
    }
    if (datagrams != null) {
      Pollfd.set(pollSet, count++, datagrams.fd(), PollEvent.POLLIN);
    }
    for (int i = 0; i < streamCount; i++) {
      Pollfd.set(pollSet, count++, streams[i].fd(), streams[i].awaitedEvents());
    }
    return count;
  }

  private int acceptAll() {
    int accepted = 0;
    while (streamCount < MAX_CONNECTIONS) {
      int fd =
          sockets.accept4(
              listener, MemorySegment.NULL, MemorySegment.NULL, SocketType.SOCK_NONBLOCK);
      if (fd < 0) {
        break;
      }
      Endpoint.setFlag(sockets, fd, IpProtocol.IPPROTO_TCP, TcpSocketOption.TCP_NODELAY);
      streams[streamCount++] = new StreamEcho(sockets, fd, buffer());
      accepted++;
    }
    return accepted;
  }

  private MemorySegment buffer() {
    MemorySegment free = freeBuffers.poll();
    return free == null ? arena.allocate(StreamEcho.BUFFER_BYTES) : free;
  }

  private void remove(int index) {
    freeBuffers.add(streams[index].close());
    streams[index] = streams[--streamCount];
    streams[streamCount] = null;
  }

  /** Closes every socket. */
  @Override
  public void close() {
    while (streamCount > 0) {
      remove(streamCount - 1);
    }
    if (datagrams != null) {
      datagrams.close();
    }
    if (listener >= 0) {
      sockets.close(listener);
    }
    arena.close();
  }
}
