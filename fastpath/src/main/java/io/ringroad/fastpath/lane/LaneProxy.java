package io.ringroad.fastpath.lane;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.socket.ConnectionFigures;
import io.ringroad.fastpath.socket.DatagramKind;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.socket.PortBinding;
import io.ringroad.fastpath.socket.Socket;
import io.ringroad.fastpath.socket.SocketContext;
import io.ringroad.fastpath.socket.SocketDomain;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.socket.StreamSocket;

/**
 * The only thread-safe door into a lane. On the lane's own thread a call goes straight through;
 * from any other it becomes a command in the lane's ring, and the caller waits for the answer where
 * there is one. Nobody waits for the network here: a lane answers within a cycle.
 *
 * <p>A lane that its caller drives answers when it is driven next. Code on one lane that asks
 * another for an answer makes its own lane wait: notices and closes of accepted connections do not.
 */
public final class LaneProxy implements SocketOperations {
  private static final NetError[] ERRORS = NetError.values();

  private final SocketOperations direct;
  private final SocketContext context;
  private final CommandRing commands;
  private final ReplySlots replies;
  private final SocketTable sockets;
  private final ReplyWaiter waiter;
  private final Runnable wakeUp;
  private final Runnable reconfiguration;
  private volatile boolean closed;

  /**
   * @param direct what the lane's own thread uses
   * @param wakeUp called after each command, for a lane that may be sleeping
   * @param reconfiguration looks what has changed in the engine's addresses
   */
  LaneProxy(
      SocketOperations direct,
      SocketContext context,
      CommandRing commands,
      ReplySlots replies,
      SocketTable sockets,
      ReplyWaiter waiter,
      Runnable wakeUp,
      Runnable reconfiguration) {
    this.direct = direct;
    this.context = context;
    this.commands = commands;
    this.replies = replies;
    this.sockets = sockets;
    this.waiter = waiter;
    this.wakeUp = wakeUp;
    this.reconfiguration = reconfiguration;
  }

  /** The number of the lane behind this door. */
  public int laneIndex() {
    return context.laneIndex();
  }

  /** Whether the calling thread is the lane's own. */
  public boolean onLane() {
    return context.onLane();
  }

  /** The lane answers no more; whoever waits for an answer gets NETWORK_DOWN. */
  void close() {
    closed = true;
  }

  @Override
  public StreamSocket openStream(SocketDomain domain) {
    if (onLane()) {
      return direct.openStream(domain);
    }
    int id = call(CommandRing.OPEN_STREAM, -1, 0, domain.ordinal(), 0, null);
    return id < 0 ? null : (StreamSocket) sockets.get(id);
  }

  @Override
  public DatagramSocket openDatagram(SocketDomain domain, DatagramKind kind, int protocol) {
    if (onLane()) {
      return direct.openDatagram(domain, kind, protocol);
    }
    int id = call(CommandRing.OPEN_DATAGRAM, -1, kind.ordinal(), domain.ordinal(), protocol, null);
    return id < 0 ? null : (DatagramSocket) sockets.get(id);
  }

  /** Lets the lane look what has changed in the engine's addresses; returns when it has. */
  void reconfigure() {
    if (onLane()) {
      reconfiguration.run();
    } else {
      call(CommandRing.RECONFIGURE, -1, 0, 0, 0, null);
    }
  }

  @Override
  public NetError bind(Socket socket, long high, long low, int port) {
    return onLane()
        ? direct.bind(socket, high, low, port)
        : request(CommandRing.BIND, socket, high, low, port);
  }

  @Override
  public NetError connect(Socket socket, long high, long low, int port) {
    return onLane()
        ? direct.connect(socket, high, low, port)
        : request(CommandRing.CONNECT, socket, high, low, port);
  }

  @Override
  public NetError disconnect(DatagramSocket socket) {
    return onLane() ? direct.disconnect(socket) : request(CommandRing.DISCONNECT, socket, 0, 0, 0);
  }

  @Override
  public NetError listen(StreamSocket socket, int backlog) {
    return onLane()
        ? direct.listen(socket, backlog)
        : request(CommandRing.LISTEN, socket, 0, 0, backlog);
  }

  @Override
  public NetError shutdown(Socket socket, boolean receive, boolean send) {
    return onLane()
        ? direct.shutdown(socket, receive, send)
        : request(CommandRing.SHUTDOWN, socket, receive ? 1 : 0, send ? 1 : 0, 0);
  }

  @Override
  public NetError setOption(Socket socket, SocketOption option, long value) {
    return onLane()
        ? direct.setOption(socket, option, value)
        : request(CommandRing.SET_OPTION, socket, value, 0, option.ordinal());
  }

  @Override
  public NetError describe(StreamSocket socket, ConnectionFigures to) {
    return onLane()
        ? direct.describe(socket, to)
        : ERRORS[-call(CommandRing.DESCRIBE, socket.id(), 0, 0, 0, to)];
  }

  @Override
  public void close(Socket socket) {
    if (onLane()) {
      direct.close(socket);
    } else if (holdsPort(socket)) {
      request(CommandRing.CLOSE, socket, 0, 0, 0);
    } else {
      send(CommandRing.CLOSE, socket.id(), CommandRing.NO_REPLY, 0, 0, 0);
    }
  }

  /** A port that a close gives back must be free when the close returns, for every lane. */
  private static boolean holdsPort(Socket socket) {
    PortBinding binding = socket.binding();
    return binding != null && !binding.request().hasPeer();
  }

  @Override
  public void abort(StreamSocket socket) {
    if (onLane()) {
      direct.abort(socket);
    } else if (holdsPort(socket)) {
      request(CommandRing.ABORT, socket, 0, 0, 0);
    } else {
      send(CommandRing.ABORT, socket.id(), CommandRing.NO_REPLY, 0, 0, 0);
    }
  }

  @Override
  public void notifyLane(Socket socket, int notice) {
    if (onLane()) {
      direct.notifyLane(socket, notice);
    } else if (!socket.isWatched() && socket.raiseNotice(notice)) {
      send(CommandRing.NOTICE, socket.id(), CommandRing.NO_REPLY, 0, 0, 0);
    }
  }

  private NetError request(int kind, Socket socket, long first, long second, int third) {
    return ERRORS[-call(kind, socket.id(), first, second, third, null)];
  }

  /** Sends a command and waits for its answer: a number, or a negative NetError. */
  private int call(
      int kind, int socketId, long first, long second, int third, ConnectionFigures toFill) {
    Integer slot = takeSlot();
    if (slot != null) {
      replies.toFill(slot, toFill);
    }
    if (slot == null || !send(kind, socketId, slot, first, second, third)) {
      if (slot != null) {
        replies.giveBack(slot);
      }
      return -NetError.NETWORK_DOWN.ordinal();
    }
    int answer = awaitAnswer(slot);
    replies.giveBack(slot);
    return answer;
  }

  private Integer takeSlot() {
    for (int attempts = 0; !closed; attempts++) {
      Integer slot = replies.take();
      if (slot != null) {
        return slot;
      }
      waiter.await(attempts);
    }
    return null;
  }

  private int awaitAnswer(int slot) {
    for (int attempts = 0; !replies.isAnswered(slot); attempts++) {
      if (closed) {
        return replies.isAnswered(slot) ? replies.value(slot) : -NetError.NETWORK_DOWN.ordinal();
      }
      waiter.await(attempts);
    }
    return replies.value(slot);
  }

  /** False if the lane is closed: the command is then of no use to anybody. */
  private boolean send(int kind, int socketId, int replySlot, long first, long second, int third) {
    for (int attempts = 0; !closed; attempts++) {
      if (commands.offer(kind, socketId, replySlot, first, second, third)) {
        wakeUp.run();
        return true;
      }
      waiter.await(attempts);
    }
    return false;
  }
}
