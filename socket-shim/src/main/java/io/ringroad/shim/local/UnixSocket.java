package io.ringroad.shim.local;

import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;

import io.ringroad.fastpath.socket.Readiness;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.socket.SocketOptions;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The state of one AF_UNIX socket: Linux's {@code struct unix_sock}. What the calls do with it is
 * in a class for each of them. Fields that are volatile are changed under the lock and may be
 * looked at without; a thread that decides on what it sees holds the lock.
 */
final class UnixSocket {
  /** Nothing more is received. */
  static final int RECEIVE = 1;

  /** Nothing more is sent. */
  static final int SEND = 2;

  /** Both directions are shut. */
  static final int BOTH = RECEIVE | SEND;

  /** net.unix.max_dgram_qlen; a listener's backlog takes its place. */
  private static final int MAX_DATAGRAMS = 10;

  private static final int DEFAULT_BUFFER_BYTES = 212_992;

  /** Where a socket is in its life. */
  enum State {
    /** Not connected, or not any more. */
    CLOSED,
    LISTENING,
    ESTABLISHED
  }

  private final UnixDomain domain;
  private final int type;
  private final long order;
  private final Readiness events = new Readiness();
  private final ReceiveQueue queue = new ReceiveQueue();
  private final ArrayDeque<UnixSocket> pending = new ArrayDeque<>();
  private final BlockedSenders blockedSenders = new BlockedSenders(this);
  private final AtomicInteger error = new AtomicInteger();
  private final AtomicInteger streamBytes = new AtomicInteger();
  private final SendAccount sendAccount = new SendAccount(this);
  private final SocketOptions options = new SocketOptions();

  /** Guards all that follows and the collections above. Held for some instructions only. */
  final ReentrantLock lock = new ReentrantLock();

  /** Held by the one thread that reads a stream, while it copies. */
  final ReentrantLock reading = new ReentrantLock();

  volatile State state = State.CLOSED;
  volatile UnixSocket peer;
  volatile int shutdown;
  volatile boolean dead;
  volatile int backlog = MAX_DATAGRAMS;
  volatile Credentials peerCredentials = Credentials.NO_PEER;
  volatile boolean passCredentials;
  volatile boolean passSecurity;

  /** The urgent byte's message, in the queue or read out of band already (MSG_OOB). */
  volatile UnixMessage urgent;

  /** SO_PEEK_OFF; negative if it is off. */
  volatile int peekOffset = -1;

  private volatile UnixName name = UnixName.UNNAMED;
  private volatile PathNode node;

  /** The descriptor, or the listener in whose backlog this waits; null before either. */
  private volatile Object owner;

  UnixSocket(UnixDomain domain, int type) {
    this.domain = domain;
    this.type = type;
    this.order = domain.nextOrder();
  }

  UnixDomain domain() {
    return domain;
  }

  int type() {
    return type;
  }

  boolean connectionBased() {
    return type != SOCK_DGRAM;
  }

  boolean stream() {
    return type == SOCK_STREAM;
  }

  Readiness events() {
    return events;
  }

  ReceiveQueue queue() {
    return queue;
  }

  /** Connections that were not accepted yet. Under the lock. */
  ArrayDeque<UnixSocket> pending() {
    return pending;
  }

  SocketOptions options() {
    return options;
  }

  /** Sets an option's value; options have no effect but what reading them has. */
  void setOption(SocketOption option, long value) {
    lock.lock();
    try {
      options.set(option, value);
    } finally {
      lock.unlock();
    }
    if (option == SocketOption.SEND_BUFFER) {
      events.signal(Readiness.WRITABLE);
    }
  }

  // ---- names and owners ----

  UnixName name() {
    return name;
  }

  /** The node of a path; null of other names. */
  PathNode node() {
    return node;
  }

  /** Sets the name. Called by {@link UnixNames}, or for a connection before anybody has it. */
  void bound(UnixName newName, PathNode newNode) {
    node = newNode;
    name = newName;
  }

  /** Sets who keeps the socket open: a descriptor or a listener. */
  void owner(Object newOwner) {
    owner = newOwner;
  }

  /** The descriptor that keeps the socket open; null while there is none yet. */
  UnixDescriptor holder() {
    Object now = owner;
    return now instanceof UnixSocket listener ? listener.holder() : (UnixDescriptor) now;
  }

  // ---- locks ----

  /** Locks two sockets, which may be the same. */
  static void lockBoth(UnixSocket one, UnixSocket other) {
    (one.order < other.order ? one : other).lock.lock();
    (one.order < other.order ? other : one).lock.lock();
  }

  /** Ends {@link #lockBoth}. */
  static void unlockBoth(UnixSocket one, UnixSocket other) {
    one.lock.unlock();
    other.lock.unlock();
  }

  /** Whether the urgent byte is a byte like others (SO_OOBINLINE). */
  boolean urgentInline() {
    return options.isSet(SocketOption.URGENT_INLINE);
  }

  /** Whether a connection waits to be accepted. */
  boolean isAcceptable() {
    lock.lock();
    try {
      return !pending.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Moves where the next MSG_PEEK begins, if SO_PEEK_OFF is on. */
  void movePeekOffset(int by) {
    int now = peekOffset;
    if (now >= 0) {
      peekOffset = Math.max(0, now + by);
    }
  }

  // ---- errors and buffers ----

  void fail(int errno) {
    error.set(errno);
  }

  /** Takes the pending error, positive, or 0. */
  int takeError() {
    return error.get() == 0 ? 0 : error.getAndSet(0);
  }

  boolean hasError() {
    return error.get() != 0;
  }

  int sendBufferBytes() {
    return options.getOr(SocketOption.SEND_BUFFER, DEFAULT_BUFFER_BYTES);
  }

  int receiveBufferBytes() {
    return options.getOr(SocketOption.RECEIVE_BUFFER, DEFAULT_BUFFER_BYTES);
  }

  /** What this socket's messages in other queues cost. */
  SendAccount sendAccount() {
    return sendAccount;
  }

  /** Who waits for room in this socket's queue or backlog. */
  BlockedSenders blockedSenders() {
    return blockedSenders;
  }

  // ---- the queue ----

  /** Whether the socket holds as much as others may leave with it. */
  boolean isFull() {
    return (state == State.LISTENING ? pending.size() : queue.size()) > backlog;
  }

  /** Counts bytes of a stream that came, or, negative, that a receive gave out. */
  void countStreamBytes(int bytes) {
    streamBytes.addAndGet(bytes);
  }

  /** FIONREAD: all that is there, of datagrams the next one. */
  int readableBytes() {
    if (stream()) {
      // unix_inq_len: what came and was not given out; a lost urgent byte counts for good.
      return streamBytes.get();
    }
    lock.lock();
    try {
      UnixMessage first = queue.head();
      if (connectionBased()) {
        return queue.leftBytes();
      }
      return first == null ? 0 : first.left();
    } finally {
      lock.unlock();
    }
  }

  /** Whether anything is left that nobody has read; an empty message in front is nothing. */
  boolean hasUnread() {
    UnixMessage first = queue.head();
    return first != null && (first.left() > 0 || first.next != null);
  }

  /** Visits every message in the queue, and in those of connections not accepted yet. */
  void forEachMessage(Consumer<UnixMessage> visitor) {
    lock.lock();
    try {
      for (UnixMessage each = queue.head(); each != null; each = each.next) {
        visitor.accept(each);
      }
      pending.forEach(connection -> connection.forEachMessage(visitor));
    } finally {
      lock.unlock();
    }
  }
}
