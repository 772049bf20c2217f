package io.ringroad.shim.fd;

import static io.ringroad.shim.Errno.EAFNOSUPPORT;
import static io.ringroad.shim.Errno.EFAULT;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ENOBUFS;
import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.AddressFamily.AF_INET6;
import static io.ringroad.shim.abi.AddressFamily.AF_UNIX;
import static io.ringroad.shim.abi.SocketType.SOCK_CLOEXEC;
import static io.ringroad.shim.abi.SocketType.SOCK_NONBLOCK;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import io.ringroad.fastpath.socket.SocketDomain;
import io.ringroad.shim.abi.UserMemory;
import java.lang.foreign.MemorySegment;

/** socket(2) and socketpair(2), with the checks in the order of Linux's {@code __sock_create}. */
public final class SocketOpener {
  private static final int TYPE_MASK = 0xf;
  private static final int TYPE_FLAGS = SOCK_NONBLOCK | SOCK_CLOEXEC;

  /** SOCK_MAX. */
  private static final int FIRST_BAD_TYPE = 11;

  /** Linux's {@code NPROTO}: a family is the first mistake only beyond the numbers it reserves. */
  private static final int FIRST_BAD_FAMILY = 46;

  private final DescriptorTable table;
  private final SocketFamily inet;
  private final SocketFamily inet6;
  private final SocketFamily unix;

  /**
   * Opens in this engine.
   *
   * @param unix AF_UNIX, which is in a package of its own
   */
  public SocketOpener(SocketEnvironment environment, SocketFamily unix) {
    this.table = environment.table();
    this.inet = new InetFamily(environment, SocketDomain.INET);
    this.inet6 = new InetFamily(environment, SocketDomain.INET6);
    this.unix = unix;
  }

  private SocketFamily family(int domain) {
    return switch (domain) {
      case AF_INET -> inet;
      case AF_INET6 -> inet6;
      case AF_UNIX -> unix;
      default -> null;
    };
  }

  /** socket(2). */
  public int open(int domain, int typeAndFlags, int protocol) {
    int refused = check(domain, typeAndFlags, protocol);
    if (refused != 0) {
      return refused;
    }
    int number = table.reserve(0);
    if (number < 0) {
      return number;
    }
    SocketDescriptor descriptor = create(domain, typeAndFlags, protocol);
    if (descriptor == null) {
      table.cancel(number);
      return -ENOBUFS;
    }
    table.publish(number, descriptor, (typeAndFlags & SOCK_CLOEXEC) != 0);
    return number;
  }

  /** socketpair(2). */
  public int openPair(int domain, int typeAndFlags, int protocol, MemorySegment sv) {
    if (hasBadFlags(typeAndFlags)) {
      return -EINVAL;
    }
    int first = table.reserve(0);
    int second = first < 0 ? first : table.reserve(0);
    int result = second;
    if (second >= 0) {
      result =
          UserMemory.writable(sv, 2L * Integer.BYTES)
              ? connectPair(domain, typeAndFlags, protocol, first, second)
              : -EFAULT;
    }
    if (result == 0) {
      sv.set(JAVA_INT_UNALIGNED, 0, first);
      sv.set(JAVA_INT_UNALIGNED, Integer.BYTES, second);
      return 0;
    }
    cancel(first);
    cancel(second);
    return result;
  }

  private int connectPair(int domain, int typeAndFlags, int protocol, int first, int second) {
    int refused = check(domain, typeAndFlags, protocol);
    if (refused != 0) {
      return refused;
    }
    SocketDescriptor one = create(domain, typeAndFlags, protocol);
    SocketDescriptor other = one == null ? null : create(domain, typeAndFlags, protocol);
    int result = other == null ? -ENOBUFS : one.pairWith(other);
    if (result == 0) {
      table.publish(first, one, (typeAndFlags & SOCK_CLOEXEC) != 0);
      table.publish(second, other, (typeAndFlags & SOCK_CLOEXEC) != 0);
      return 0;
    }
    release(one);
    release(other);
    return result;
  }

  private int check(int domain, int typeAndFlags, int protocol) {
    if (hasBadFlags(typeAndFlags)) {
      return -EINVAL;
    }
    int type = typeAndFlags & TYPE_MASK;
    if (domain < 0 || domain >= FIRST_BAD_FAMILY) {
      return -EAFNOSUPPORT;
    }
    if (type >= FIRST_BAD_TYPE) {
      return -EINVAL;
    }
    SocketFamily family = family(domain);
    return family == null ? -EAFNOSUPPORT : family.check(type, protocol);
  }

  private SocketDescriptor create(int domain, int typeAndFlags, int protocol) {
    return family(domain)
        .create(typeAndFlags & TYPE_MASK, protocol, (typeAndFlags & SOCK_NONBLOCK) != 0);
  }

  private static boolean hasBadFlags(int typeAndFlags) {
    return (typeAndFlags & ~TYPE_MASK & ~TYPE_FLAGS) != 0;
  }

  private void cancel(int number) {
    if (number >= 0) {
      table.cancel(number);
    }
  }

  private static void release(Descriptor descriptor) {
    if (descriptor != null) {
      descriptor.release();
    }
  }
}
