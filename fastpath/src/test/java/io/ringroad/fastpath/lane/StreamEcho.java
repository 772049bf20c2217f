package io.ringroad.fastpath.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.socket.FrameMarks;
import io.ringroad.fastpath.socket.Readiness;
import io.ringroad.fastpath.socket.SocketDomain;
import io.ringroad.fastpath.socket.StreamSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** An echo server on a lane's own thread: each connection's bytes go back as they come. */
final class StreamEcho implements LaneHandler {
  private static final int CHUNK = 16_384;

  private final SocketOperations lane;
  private final SocketOperations[] doors;
  private final SocketDomain domain;
  private final int port;
  private final List<StreamSocket> connections = new ArrayList<>();
  private final MemorySegment buffer = Arena.ofAuto().allocate(CHUNK);
  private StreamSocket listening;
  private int lanesSeen;
  private int accepted;

  /** Listens on all lanes; the first one runs it. */
  StreamEcho(LaneGroup lanes, int port) {
    this(lanes, SocketDomain.INET, port);
  }

  StreamEcho(LaneGroup lanes, SocketDomain domain, int port) {
    this.domain = domain;
    this.lane = lanes.proxy(0);
    this.port = port;
    doors = new SocketOperations[lanes.size()];
    for (int i = 0; i < doors.length; i++) {
      doors[i] = lanes.proxy(i);
    }
    lanes.lane(0).addHandler(this);
  }

  @Override
  public void onStart() {
    listen();
  }

  private void listen() {
    listening = lane.openStream(domain);
    assertEquals(NetError.NONE, lane.bind(listening, domain.anyHigh(), domain.anyLow(), port));
    assertEquals(NetError.NONE, lane.listen(listening, 128));
  }

  int connections() {
    return connections.size();
  }

  int accepted() {
    return accepted;
  }

  /** A bit for each lane that has accepted a connection. */
  int lanesSeen() {
    return lanesSeen;
  }

  void close() {
    lane.close(listening);
  }

  @Override
  public int onWork(long nowNs) {
    int work = 0;
    StreamSocket next;
    while ((next = listening.listener().poll()) != null) {
      connections.add(next);
      accepted++;
      lanesSeen |= 1 << next.context().laneIndex();
      work++;
    }
    for (int i = 0; i < connections.size(); i++) {
      work += serve(connections.get(i));
    }
    return work;
  }

  /** The lane's own door to a connection: its application may run on another lane. */
  private SocketOperations doorOf(StreamSocket connection) {
    return doors[connection.context().laneIndex()];
  }

  private int serve(StreamSocket connection) {
    int space = connection.sendSpace();
    boolean dead = connection.events().has(Readiness.HANG_UP);
    if (space == 0 && !dead) {
      return 0;
    }
    int read = connection.read(buffer, 0, dead ? CHUNK : Math.min(space, CHUNK));
    if (read > 0) {
      if (!dead) {
        // A ring of few, large frames may hold less than there is space for.
        int written = connection.write(buffer, 0, read, FrameMarks.PUSH);
        assertEquals(read, written);
        doorOf(connection).notifyLane(connection, StreamSocket.NOTICE_SEND);
      }
      if (connection.wantsReadNotice()) {
        doorOf(connection).notifyLane(connection, StreamSocket.NOTICE_READ);
      }
      return 1;
    }
    if (read == 0 || dead) {
      connections.remove(connection);
      doorOf(connection).close(connection);
      return 1;
    }
    return 0;
  }
}
