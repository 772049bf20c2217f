package io.ringroad.fastpath.lane;

import io.ringroad.fastpath.socket.Socket;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The sockets of one lane by their numbers. The lane's thread alone adds and removes; other threads
 * look up a number that the lane has told them.
 */
final class SocketTable {
  private static final int FIRST_CAPACITY = 64;

  private final int maxSockets;
  private volatile AtomicReferenceArray<Socket> sockets =
      new AtomicReferenceArray<>(FIRST_CAPACITY);
  private int[] freeIds = new int[FIRST_CAPACITY];
  private int freeCount;
  private int firstUnused;
  private int size;

  /**
   * @param maxSockets most sockets at a time, 1 or more
   */
  SocketTable(int maxSockets) {
    this.maxSockets = maxSockets;
  }

  int size() {
    return size;
  }

  boolean isFull() {
    return size == maxSockets;
  }

  /** Gives a socket its number. There must be room. */
  void add(Socket socket) {
    int id = freeCount > 0 ? freeIds[--freeCount] : nextUnused();
    sockets.setRelease(id, socket);
    socket.id(id);
    size++;
  }

  /** Forgets a socket; its number may be given to another. */
  void remove(Socket socket) {
    int id = socket.id();
    if (id < 0 || sockets.getPlain(id) != socket) {
      throw new IllegalStateException("socket " + id + " is not in the table");
    }
    sockets.setRelease(id, null);
    socket.id(-1);
    if (freeCount == freeIds.length) {
      freeIds = Arrays.copyOf(freeIds, freeCount * 2);
    }
    freeIds[freeCount++] = id;
    size--;
  }

  /** The socket with a number, null if there is none. Any thread. */
  Socket get(int id) {
    AtomicReferenceArray<Socket> current = sockets;
    return id < 0 || id >= current.length() ? null : current.getAcquire(id);
  }

  /** Numbers in use are below this. */
  int bound() {
    return firstUnused;
  }

  private int nextUnused() {
    AtomicReferenceArray<Socket> current = sockets;
    if (firstUnused == current.length()) {
      AtomicReferenceArray<Socket> larger = new AtomicReferenceArray<>(current.length() * 2);
      for (int i = 0; i < current.length(); i++) {
        larger.setPlain(i, current.getPlain(i));
      }
      sockets = larger;
    }
    return firstUnused++;
  }
}
