package io.ringroad.fastpath.lane;

import java.util.ArrayDeque;

/**
 * What one lane tells the others of its engine. A message for which another lane's ring has no room
 * waits here: a lane never waits for a lane. Used by the lane's thread alone.
 */
final class Peers {
  private record Waiting(int lane, int kind, int socketId) {}

  private final int self;
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private CommandRing[] rings = {};
  private SocketTable[] tables = {};
  private WakeUp[] wakeUps = {};

  Peers(int self) {
    this.self = self;
  }

  /** Names all lanes of the engine, this one included. */
  void connect(CommandRing[] rings, SocketTable[] tables, WakeUp[] wakeUps) {
    this.rings = rings;
    this.tables = tables;
    this.wakeUps = wakeUps;
  }

  /** How many others there are. */
  int count() {
    return Math.max(0, rings.length - 1);
  }

  /** The sockets of a lane, to look one up that the lane has named. */
  SocketTable table(int lane) {
    return tables[lane];
  }

  /** Tells each other lane. */
  void tellAll(int kind, int socketId) {
    for (int lane = 0; lane < rings.length; lane++) {
      if (lane != self) {
        tell(lane, kind, socketId);
      }
    }
  }

  /** Tells one other lane. */
  void tell(int lane, int kind, int socketId) {
    if (!waiting.isEmpty() || !offer(lane, kind, socketId)) {
      waiting.add(new Waiting(lane, kind, socketId));
    }
  }

  /** Tries again to send what waits; returns how many messages left. */
  int sendWaiting() {
    int sent = 0;
    Waiting next;
    while ((next = waiting.peek()) != null && offer(next.lane, next.kind, next.socketId)) {
      waiting.remove();
      sent++;
    }
    return sent;
  }

  private boolean offer(int lane, int kind, int socketId) {
    if (!rings[lane].offer(kind, socketId, CommandRing.NO_REPLY, self, 0, 0)) {
      return false;
    }
    wakeUps[lane].run();
    return true;
  }
}
