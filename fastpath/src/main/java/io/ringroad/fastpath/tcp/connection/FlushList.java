package io.ringroad.fastpath.tcp.connection;

/**
 * The connections that may have something to send at the end of the lane's cycle. An intrusive
 * list, in the order in which they came. Owned by the lane.
 */
public final class FlushList {

  private TcpConnection first;
  private TcpConnection last;

  /** Notes a connection; once is enough. */
  public void add(TcpConnection connection) {
    if (connection.dirty) {
      return;
    }
    connection.dirty = true;
    connection.nextDirty = null;
    if (first == null) {
      first = connection;
    } else {
      last.nextDirty = connection;
    }
    last = connection;
  }

  public boolean isEmpty() {
    return first == null;
  }

  /** Takes the first connection; null if there is none. */
  public TcpConnection poll() {
    TcpConnection connection = first;
    if (connection != null) {
      first = connection.nextDirty;
      connection.nextDirty = null;
      connection.dirty = false;
    }
    return connection;
  }
}
