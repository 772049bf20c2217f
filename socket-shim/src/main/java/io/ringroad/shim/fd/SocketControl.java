package io.ringroad.shim.fd;

import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.abi.SocketOption.SCM_CREDENTIALS;
import static io.ringroad.shim.abi.SocketOption.SCM_RIGHTS;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketOption.SO_MARK;
import static io.ringroad.shim.abi.SocketOption.SO_PRIORITY;

import io.ringroad.shim.abi.Cmsghdr;
import java.lang.foreign.MemorySegment;

/**
 * Control data of level SOL_SOCKET on a socket that is not of AF_UNIX ({@code __sock_cmsg_send}):
 * mark and priority mean nothing to a wire of the engine's, and are taken all the same; rights and
 * credentials are passed over.
 */
final class SocketControl {
  private SocketControl() {}

  /** Judges one whole piece of control data; 0 or a negated errno. */
  static int check(MemorySegment control, long at) {
    return switch (Cmsghdr.type(control, at)) {
      case SO_MARK, SO_PRIORITY -> Cmsghdr.dataLength(control, at) == Integer.BYTES ? 0 : -EINVAL;
      case SCM_RIGHTS, SCM_CREDENTIALS -> 0;
      default -> -EINVAL;
    };
  }

  /** Judges all control data of a stream, of which the other levels are not looked at. */
  static int checkAll(MemorySegment control) {
    for (long at = Cmsghdr.first(control); at >= 0; at = Cmsghdr.next(control, at)) {
      if (!Cmsghdr.isWhole(control, at)) {
        return -EINVAL;
      }
      int refused = Cmsghdr.level(control, at) == SOL_SOCKET ? check(control, at) : 0;
      if (refused != 0) {
        return refused;
      }
    }
    return 0;
  }
}
