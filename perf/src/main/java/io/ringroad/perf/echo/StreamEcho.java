package io.ringroad.perf.echo;

import io.ringroad.shim.Errno;
import io.ringroad.shim.SocketCalls;
import io.ringroad.shim.abi.MessageFlag;
import io.ringroad.shim.abi.PollEvent;
import java.lang.foreign.MemorySegment;

/**
 * One TCP connection: what it says is said back. It reads no more while it has something to say.
 */
final class StreamEcho {
  static final int BUFFER_BYTES = 64 * 1024;
  private static final int SEND_FLAGS = MessageFlag.MSG_DONTWAIT | MessageFlag.MSG_NOSIGNAL;

  private final SocketCalls sockets;
  private final int fd;
  private final MemorySegment buffer;
  private int sent;
  private int received;
  private boolean finished;

  StreamEcho(SocketCalls sockets, int fd, MemorySegment buffer) {
    this.sockets = sockets;
    this.fd = fd;
    this.buffer = buffer;
  }

  int fd() {
    return fd;
  }

  /** Whether the connection has ended; it is then closed and forgotten. */
  boolean isFinished() {
    return finished;
  }

  /** What has to happen before {@link #serve} can do anything. */
  int awaitedEvents() {
    return sent < received ? PollEvent.POLLOUT : PollEvent.POLLIN;
  }

  /** Sends what is left, or echoes at most one buffer. Returns 1 if anything moved, else 0. */
  int serve() {
    if (sent < received) {
      return flush();
    }
    long count = sockets.recv(fd, buffer, BUFFER_BYTES, MessageFlag.MSG_DONTWAIT);
    if (count > 0) {
      sent = 0;
      received = (int) count;
      flush();
      return 1;
    }
    finished = count != -Errno.EAGAIN && count != -Errno.EINTR;
    return finished ? 1 : 0;
  }

  private int flush() {
    MemorySegment rest = sent == 0 ? buffer : buffer.asSlice(sent);
    long count = sockets.send(fd, rest, received - sent, SEND_FLAGS);
    if (count > 0) {
      sent += (int) count;
      return 1;
    }
    finished = count != -Errno.EAGAIN && count != -Errno.EINTR;
    return finished ? 1 : 0;
  }

  /** Gives the descriptor up; the buffer, which is returned, can serve another connection. */
  MemorySegment close() {
    sockets.close(fd);
    return buffer;
  }
}
