package io.ringroad.shim.local;

import static io.ringroad.shim.Errno.EPIPE;

import io.ringroad.fastpath.socket.Readiness;
import java.util.concurrent.atomic.AtomicInteger;

/** What a socket's messages cost that were not received yet, against its SO_SNDBUF. Any thread. */
final class SendAccount {
  private final UnixSocket socket;
  private final AtomicInteger charged = new AtomicInteger();

  SendAccount(UnixSocket socket) {
    this.socket = socket;
  }

  /** SIOCOUTQ. */
  int chargedBytes() {
    return charged.get();
  }

  /** Linux's rule for polls: three quarters of the send buffer are free. */
  boolean hasRoom() {
    return socket.state != UnixSocket.State.LISTENING
        && 4L * (charged.get() + 1) <= socket.sendBufferBytes();
  }

  /**
   * Takes room, as {@code sock_alloc_send_pskb}.
   *
   * @return 0, the pending error, {@code -EPIPE}, or what waiting ended with
   */
  int charge(int bytes, Waiting waiting) {
    while (true) {
      int pendingError = socket.takeError();
      if (pendingError != 0) {
        return -pendingError;
      }
      if ((socket.shutdown & UnixSocket.SEND) != 0) {
        return -EPIPE;
      }
      if (charged.get() < socket.sendBufferBytes()) {
        charged.addAndGet(bytes);
        return 0;
      }
      int result = waiting.until(this::mayCharge);
      if (result != 0) {
        return result;
      }
    }
  }

  private boolean mayCharge() {
    return charged.get() < socket.sendBufferBytes()
        || (socket.shutdown & UnixSocket.SEND) != 0
        || socket.hasError();
  }

  /** Gives room back: a message was received, or dropped. */
  void uncharge(int bytes) {
    charged.addAndGet(-bytes);
    if (hasRoom()) {
      socket.events().signal(Readiness.WRITABLE);
    }
  }
}
