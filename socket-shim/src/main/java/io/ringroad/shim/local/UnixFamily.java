package io.ringroad.shim.local;

import static io.ringroad.shim.Errno.EPROTONOSUPPORT;
import static io.ringroad.shim.Errno.ESOCKTNOSUPPORT;
import static io.ringroad.shim.abi.AddressFamily.AF_UNIX;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_RAW;
import static io.ringroad.shim.abi.SocketType.SOCK_SEQPACKET;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;

import io.ringroad.shim.fd.SocketDescriptor;
import io.ringroad.shim.fd.SocketEnvironment;
import io.ringroad.shim.fd.SocketFamily;

/** AF_UNIX: sockets of one engine that reach each other, and nobody outside it. */
public final class UnixFamily implements SocketFamily {
  private final SocketEnvironment environment;
  private final UnixDomain domain = new UnixDomain();

  /** Makes sockets of this engine. */
  public UnixFamily(SocketEnvironment environment) {
    this.environment = environment;
  }

  @Override
  public int check(int type, int protocol) {
    if (protocol != 0 && protocol != AF_UNIX) {
      return -EPROTONOSUPPORT;
    }
    return switch (type) {
      case SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET, SOCK_RAW -> 0;
      default -> -ESOCKTNOSUPPORT;
    };
  }

  @Override
  public SocketDescriptor create(int type, int protocol, boolean nonBlocking) {
    // unix_create: raw sockets are datagram sockets, and say so.
    UnixSocket socket = new UnixSocket(domain, type == SOCK_RAW ? SOCK_DGRAM : type);
    return UnixDescriptor.of(environment, socket, nonBlocking);
  }

  /** Descriptors that were passed and not received yet, each as often as it was passed. */
  public int descriptorsInFlight() {
    return domain.inFlight().count();
  }
}
