package io.ringroad.fastpath.lane;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.socket.DatagramKind;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.socket.Socket;
import io.ringroad.fastpath.socket.SocketDomain;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.fastpath.stats.Counter;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;

/** Does what the commands in a lane's ring say, and answers them. Used by the lane's thread. */
final class CommandDispatcher implements MessageHandler {
  private static final int REFUSED = -1;

  private final LaneSockets sockets;
  private final SocketTable table;
  private final ListenerSet listeners;
  private final ListenerShares shares;
  private final ReplySlots replies;
  private final Counter commands;
  private final Runnable reconfiguration;

  CommandDispatcher(
      LaneSockets sockets,
      SocketTable table,
      ListenerSet listeners,
      ListenerShares shares,
      ReplySlots replies,
      Counter commands,
      Runnable reconfiguration) {
    this.sockets = sockets;
    this.table = table;
    this.listeners = listeners;
    this.shares = shares;
    this.replies = replies;
    this.commands = commands;
    this.reconfiguration = reconfiguration;
  }

  @Override
  public void onMessage(int kind, MutableDirectBuffer buffer, int index, int length) {
    commands.increment();
    int id = buffer.getInt(index + CommandRing.SOCKET_ID);
    int replySlot = buffer.getInt(index + CommandRing.REPLY_SLOT);
    long first = buffer.getLong(index + CommandRing.FIRST);
    switch (kind) {
      case CommandRing.NOTICE -> notice(id);
      case CommandRing.RECONFIGURE -> {
        reconfiguration.run();
        answer(replySlot, 0);
      }
      case CommandRing.OPEN_STREAM ->
          answer(replySlot, idOf(sockets.openStream(domain(buffer, index))));
      case CommandRing.OPEN_DATAGRAM -> {
        int protocol = buffer.getInt(index + CommandRing.THIRD);
        DatagramKind datagrams = DatagramKind.of((int) first);
        answer(replySlot, idOf(sockets.openDatagram(domain(buffer, index), datagrams, protocol)));
      }
      case CommandRing.SHARE_LISTENER -> listeners.onShare((int) first, id);
      case CommandRing.LISTENER_SHARED -> shares.onShared(id);
      case CommandRing.UNSHARE_LISTENER -> listeners.onUnshare((int) first, id);
      case CommandRing.LISTENER_UNSHARED -> listeners.onUnshared((StreamSocket) table.get(id));
      default -> {
        long second = buffer.getLong(index + CommandRing.SECOND);
        int third = buffer.getInt(index + CommandRing.THIRD);
        Socket socket = table.get(id);
        if (socket == null) {
          // Closed before: to be told so is better than to wait for ever.
          answer(replySlot, -NetError.INVALID.ordinal());
        } else {
          operate(kind, socket, replySlot, first, second, third);
        }
      }
    }
  }

  private static SocketDomain domain(MutableDirectBuffer buffer, int index) {
    return SocketDomain.of((int) buffer.getLong(index + CommandRing.SECOND));
  }

  private void notice(int id) {
    Socket socket = table.get(id);
    if (socket != null) {
      sockets.onNotice(socket);
    }
  }

  private void operate(int kind, Socket socket, int replySlot, long first, long second, int third) {
    NetError error =
        switch (kind) {
          case CommandRing.BIND -> sockets.bind(socket, first, second, third);
          case CommandRing.CONNECT -> sockets.connect(socket, first, second, third);
          case CommandRing.DISCONNECT -> sockets.disconnect((DatagramSocket) socket);
          case CommandRing.LISTEN -> sockets.listen((StreamSocket) socket, third);
          case CommandRing.SHUTDOWN -> sockets.shutdown(socket, first != 0, second != 0);
          case CommandRing.SET_OPTION -> sockets.setOption(socket, SocketOption.of(third), first);
          case CommandRing.DESCRIBE ->
              sockets.describe((StreamSocket) socket, replies.toFill(replySlot));
          case CommandRing.CLOSE -> {
            sockets.close(socket);
            yield NetError.NONE;
          }
          case CommandRing.ABORT -> {
            sockets.abort((StreamSocket) socket);
            yield NetError.NONE;
          }
          default -> throw new IllegalStateException("no command is of kind " + kind);
        };
    if (kind == CommandRing.LISTEN && error == NetError.NONE && shares.isPending(socket.id())) {
      shares.answerLater(socket.id(), replySlot);
    } else {
      answer(replySlot, -error.ordinal());
    }
  }

  private static int idOf(Socket socket) {
    return socket == null ? REFUSED : socket.id();
  }

  private void answer(int replySlot, int value) {
    if (replySlot != CommandRing.NO_REPLY) {
      replies.answer(replySlot, value);
    }
  }
}
