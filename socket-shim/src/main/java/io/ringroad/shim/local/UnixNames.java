package io.ringroad.shim.local;

import static io.ringroad.shim.Errno.EADDRINUSE;
import static io.ringroad.shim.Errno.ECONNREFUSED;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ENOSPC;
import static io.ringroad.shim.Errno.EPROTOTYPE;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The names of one engine's sockets. An abstract name is the engine's own, one for each type of
 * socket. A path asks for a node of the file system and gets it; the engine knows the node, so that
 * another engine, or the kernel, has its own sockets behind its own nodes.
 */
final class UnixNames {
  private static final int AUTOMATIC_NAMES = 1 << 20;

  private record AbstractKey(int type, UnixName name) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<AbstractKey, UnixSocket> abstracts = new HashMap<>();
  private final Map<PathNode.Key, UnixSocket> nodes = new HashMap<>();
  private int nextAutomatic;

  /** Receives a socket, or hears why there is none. */
  static final class Result {
    UnixSocket socket;

    /** 0 or a negated errno. */
    int error;
  }

  /** Gives a socket the name that bind(2) asks for; 0 or a negated errno. */
  int bind(UnixSocket socket, UnixName name) {
    return name.isAbstract() ? bindAbstract(socket, name) : bindPath(socket, name);
  }

  private int bindAbstract(UnixSocket socket, UnixName name) {
    lock.lock();
    try {
      if (socket.name().isNamed()) {
        return -EINVAL;
      }
      if (abstracts.putIfAbsent(new AbstractKey(socket.type(), name), socket) != null) {
        return -EADDRINUSE;
      }
      socket.bound(name, null);
      return 0;
    } finally {
      lock.unlock();
    }
  }

  private int bindPath(UnixSocket socket, UnixName name) {
    PathNode.Result made = PathNode.create(name);
    if (made.error != 0) {
      return made.error;
    }
    lock.lock();
    try {
      // The kernel too has made the node before it sees that the socket has a name.
      if (!socket.name().isNamed()) {
        nodes.put(made.node.key(), socket);
        socket.bound(name, made.node);
        return 0;
      }
    } finally {
      lock.unlock();
    }
    made.node.undo(name);
    return -EINVAL;
  }

  /** Gives a socket a name of the engine's choice unless it has one; 0 or {@code -ENOSPC}. */
  int bindAny(UnixSocket socket) {
    lock.lock();
    try {
      if (socket.name().isNamed()) {
        return 0;
      }
      for (int tries = 0; tries < AUTOMATIC_NAMES; tries++) {
        UnixName name = UnixName.automatic(nextAutomatic++ % AUTOMATIC_NAMES);
        if (abstracts.putIfAbsent(new AbstractKey(socket.type(), name), socket) == null) {
          socket.bound(name, null);
          return 0;
        }
      }
      return -ENOSPC;
    } finally {
      lock.unlock();
    }
  }

  /** Who has a name, for a socket of {@code type}. */
  Result find(UnixName name, int type) {
    Result result = new Result();
    PathNode.Result node = name.isAbstract() ? null : PathNode.find(name);
    if (node != null && node.error != 0) {
      result.error = node.error;
      return result;
    }
    lock.lock();
    try {
      result.socket =
          node == null ? abstracts.get(new AbstractKey(type, name)) : nodes.get(node.node.key());
    } finally {
      lock.unlock();
    }
    if (result.socket == null) {
      result.error = -ECONNREFUSED;
    } else if (result.socket.type() != type) {
      result.error = -EPROTOTYPE;
    }
    return result;
  }

  /** Forgets a socket that closes. A path's node stays, as on Linux, until somebody unlinks it. */
  void unbind(UnixSocket socket) {
    PathNode node = socket.node();
    lock.lock();
    try {
      if (node != null) {
        nodes.remove(node.key(), socket);
      } else if (socket.name().isNamed()) {
        abstracts.remove(new AbstractKey(socket.type(), socket.name()), socket);
      }
    } finally {
      lock.unlock();
    }
    if (node != null) {
      node.forget();
    }
  }
}
