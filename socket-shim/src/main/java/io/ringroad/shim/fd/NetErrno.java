package io.ringroad.shim.fd;

import static io.ringroad.shim.Errno.EACCES;
import static io.ringroad.shim.Errno.EADDRINUSE;
import static io.ringroad.shim.Errno.EADDRNOTAVAIL;
import static io.ringroad.shim.Errno.EAGAIN;
import static io.ringroad.shim.Errno.EALREADY;
import static io.ringroad.shim.Errno.ECONNABORTED;
import static io.ringroad.shim.Errno.ECONNREFUSED;
import static io.ringroad.shim.Errno.ECONNRESET;
import static io.ringroad.shim.Errno.EDESTADDRREQ;
import static io.ringroad.shim.Errno.EHOSTDOWN;
import static io.ringroad.shim.Errno.EHOSTUNREACH;
import static io.ringroad.shim.Errno.EINPROGRESS;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.EISCONN;
import static io.ringroad.shim.Errno.EMSGSIZE;
import static io.ringroad.shim.Errno.ENETDOWN;
import static io.ringroad.shim.Errno.ENETUNREACH;
import static io.ringroad.shim.Errno.ENOBUFS;
import static io.ringroad.shim.Errno.ENODEV;
import static io.ringroad.shim.Errno.ENONET;
import static io.ringroad.shim.Errno.ENOPROTOOPT;
import static io.ringroad.shim.Errno.ENOTCONN;
import static io.ringroad.shim.Errno.EOPNOTSUPP;
import static io.ringroad.shim.Errno.EPIPE;
import static io.ringroad.shim.Errno.EPROTO;
import static io.ringroad.shim.Errno.ETIMEDOUT;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.socket.SocketResult;

/** The errno that each {@link NetError} of the stack is called on Linux. */
public final class NetErrno {
  private NetErrno() {}

  /** The errno of an error, negated; 0 for {@link NetError#NONE}. */
  public static int of(NetError error) {
    return switch (error) {
      case NONE -> 0;
      case ADDRESS_IN_USE -> -EADDRINUSE;
      case ADDRESS_NOT_AVAILABLE -> -EADDRNOTAVAIL;
      case CONNECTION_REFUSED -> -ECONNREFUSED;
      case CONNECTION_RESET -> -ECONNRESET;
      case CONNECTION_ABORTED -> -ECONNABORTED;
      case TIMED_OUT -> -ETIMEDOUT;
      case HOST_UNREACHABLE -> -EHOSTUNREACH;
      case HOST_DOWN -> -EHOSTDOWN;
      case HOST_ISOLATED -> -ENONET;
      case NETWORK_UNREACHABLE -> -ENETUNREACH;
      case NETWORK_DOWN -> -ENETDOWN;
      case PROTOCOL_UNREACHABLE -> -ENOPROTOOPT;
      case PROTOCOL_ERROR -> -EPROTO;
      case MESSAGE_SIZE -> -EMSGSIZE;
      case NO_BUFFERS -> -ENOBUFS;
      case NO_DEVICE -> -ENODEV;
      case BROKEN_PIPE -> -EPIPE;
      case NOT_CONNECTED -> -ENOTCONN;
      case ALREADY_CONNECTED -> -EISCONN;
      case IN_PROGRESS -> -EINPROGRESS;
      case ALREADY_IN_PROGRESS -> -EALREADY;
      case WOULD_BLOCK -> -EAGAIN;
      case ACCESS_DENIED -> -EACCES;
      case DESTINATION_REQUIRED -> -EDESTADDRREQ;
      case NOT_SUPPORTED -> -EOPNOTSUPP;
      case INVALID -> -EINVAL;
    };
  }

  /** A count as it is, and a {@link SocketResult} error as a negated errno. */
  public static int ofResult(int result) {
    return result >= 0 ? result : of(SocketResult.error(result));
  }
}
