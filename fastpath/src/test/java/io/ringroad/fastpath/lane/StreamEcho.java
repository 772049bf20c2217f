package io.ringroad.fastpath.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.socket.FrameMarks;
import io.ringroad.fastpath.socket.Readiness;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.fastpath.wire.IpAddresses;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** An echo server on a lane's own thread: each connection's bytes go back as they come. */
final class StreamEcho implements LaneHandler {
  private static final int CHUNK = 16_384;

  private final SocketOperations lane;
  private final int port;
  private final List<StreamSocket> connections = new ArrayList<>();
  private final MemorySegment buffer = Arena.ofAuto().allocate(CHUNK);
  private StreamSocket listening;
  private int accepted;

  StreamEcho(Lane lane, int port) {
    this.lane = lane.proxy();
    this.port = port;
    lane.addHandler(this);
    lane.doWork();
  }

  @Override
  public void onStart() {
    listen();
  }

  private void listen() {
    listening = lane.openStream();
    assertEquals(
        NetError.NONE, lane.bind(listening, IpAddresses.IPV4_HIGH, IpAddresses.IPV4_ANY_LOW, port));
    assertEquals(NetError.NONE, lane.listen(listening, 128));
  }

  int connections() {
    return connections.size();
  }

  int accepted() {
    return accepted;
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
      work++;
    }
    for (int i = 0; i < connections.size(); i++) {
      work += serve(connections.get(i));
    }
    return work;
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
        lane.notifyLane(connection, StreamSocket.NOTICE_SEND);
      }
      if (connection.wantsReadNotice()) {
        lane.notifyLane(connection, StreamSocket.NOTICE_READ);
      }
      return 1;
    }
    if (read == 0 || dead) {
      connections.remove(connection);
      lane.close(connection);
      return 1;
    }
    return 0;
  }
}
