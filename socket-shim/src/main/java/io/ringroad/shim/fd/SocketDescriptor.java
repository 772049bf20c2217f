package io.ringroad.shim.fd;

import static io.ringroad.shim.Errno.EFAULT;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ENOTTY;
import static io.ringroad.shim.Errno.EOPNOTSUPP;
import static io.ringroad.shim.abi.Shutdown.SHUT_RD;
import static io.ringroad.shim.abi.Shutdown.SHUT_RDWR;
import static io.ringroad.shim.abi.Shutdown.SHUT_WR;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import io.ringroad.shim.abi.IoControl;
import io.ringroad.shim.abi.UserData;
import io.ringroad.shim.abi.UserMemory;
import io.ringroad.shim.option.OptionTarget;
import java.lang.foreign.MemorySegment;

/**
 * A socket of any family: Linux's {@code struct socket}. The calls are here, with the checks that
 * {@code net/socket.c} makes before it asks the family; what the family does is in the subclasses.
 * The calls that move data have a class of their own above this one's subclasses, {@link
 * DataDescriptor}.
 *
 * <p>Data is passed as {@link UserData} says. All memory that reaches a subclass has been checked.
 */
public abstract class SocketDescriptor extends DataDescriptor implements OptionTarget {
  /** A descriptor of this engine. */
  protected SocketDescriptor(SocketEnvironment environment, boolean nonBlocking) {
    super(environment, nonBlocking);
  }

  // ---- what a family does ----

  /** bind(2). */
  protected abstract int bindTo(MemorySegment addr, int addrlen);

  /** connect(2). */
  protected abstract int connectTo(MemorySegment addr, int addrlen);

  /** accept4(2). */
  protected abstract int acceptNext(MemorySegment addr, MemorySegment addrlen, int flags);

  /** shutdown(2). */
  protected abstract int shutDown(boolean receive, boolean send);

  /** socketpair(2): connects two new sockets; a family that knows no pairs says so. */
  protected int pairWith(SocketDescriptor other) {
    return -EOPNOTSUPP;
  }

  /** Whether there is a peer with a name to ask for: 0, or a negated errno. */
  protected abstract int checkPeer();

  /** getsockname(2), into memory as {@link SocketName} checked it. */
  protected abstract void storeLocalName(MemorySegment addr, MemorySegment addrlen);

  /** getpeername(2), after {@link #checkPeer}. */
  protected abstract void storePeerName(MemorySegment addr, MemorySegment addrlen);

  /** setsockopt(2). */
  protected abstract int setOption(int level, int name, MemorySegment value, int length);

  /** getsockopt(2): {@code length}, an int that is not negative, becomes the bytes written. */
  protected abstract int getOption(int level, int name, MemorySegment value, MemorySegment length);

  /** Whether there are options of a level at all. */
  protected boolean knowsLevel(int level) {
    return level == SOL_SOCKET;
  }

  /** FIONREAD: bytes that a receive would give, or a negated errno. */
  protected abstract int readableBytes();

  /** SIOCOUTQ: bytes that were sent and have not left, or a negated errno. */
  protected abstract int unsentBytes();

  /** SIOCOUTQNSD: bytes that wait to be sent for the first time; {@code -ENOTTY} of datagrams. */
  protected int neverSentBytes() {
    return -ENOTTY;
  }

  /** SIOCATMARK: 1 if the next byte is the urgent one; {@code -ENOTTY} of datagrams. */
  protected int atUrgentMark() {
    return -ENOTTY;
  }

  @Override
  protected final boolean keepsAsync() {
    return true;
  }

  @Override
  public final int interfaceNumber(String name) {
    return environment.interfaces().number(name);
  }

  @Override
  public final String interfaceName(int number) {
    Interfaces all = environment.interfaces();
    return all.has(number) ? all.name(number) : null;
  }

  /** SIOCGSTAMP, SIOCGSTAMPNS: 0 or a negated errno. */
  protected int lastStamp(boolean nanoseconds, MemorySegment answer) {
    return -ENOTTY;
  }

  // ---- calls ----

  @Override
  public final int bind(MemorySegment addr, int addrlen) {
    int refused = SocketName.checkInput(addr, addrlen);
    return refused != 0 ? refused : bindTo(addr, addrlen);
  }

  @Override
  public final int connect(MemorySegment addr, int addrlen) {
    int refused = SocketName.checkInput(addr, addrlen);
    return refused != 0 ? refused : connectTo(addr, addrlen);
  }

  @Override
  public abstract int listen(int backlog);

  @Override
  public final int accept(MemorySegment addr, MemorySegment addrlen, int flags) {
    int refused = SocketName.checkOptionalOutput(addr, addrlen);
    return refused != 0 ? refused : acceptNext(addr, addrlen, flags);
  }

  @Override
  public final int shutdown(int how) {
    return switch (how) {
      case SHUT_RD -> shutDown(true, false);
      case SHUT_WR -> shutDown(false, true);
      case SHUT_RDWR -> shutDown(true, true);
      default -> -EINVAL;
    };
  }

  @Override
  public final int getsockname(MemorySegment addr, MemorySegment addrlen) {
    int refused = SocketName.checkOutput(addr, addrlen);
    if (refused == 0) {
      storeLocalName(addr, addrlen);
    }
    return refused;
  }

  @Override
  public final int getpeername(MemorySegment addr, MemorySegment addrlen) {
    int unconnected = checkPeer();
    int refused = unconnected != 0 ? unconnected : SocketName.checkOutput(addr, addrlen);
    if (refused == 0) {
      storePeerName(addr, addrlen);
    }
    return refused;
  }

  @Override
  public final int setsockopt(int level, int name, MemorySegment value, int len) {
    if (len < 0) {
      return -EINVAL;
    }
    return UserMemory.readable(value, len)
        ? setOption(level, name, UserMemory.orNothing(value, len), len)
        : -EFAULT;
  }

  @Override
  public final int getsockopt(int level, int name, MemorySegment value, MemorySegment len) {
    if (!UserMemory.writable(len, Integer.BYTES)) {
      return -EFAULT;
    }
    int room = len.get(JAVA_INT_UNALIGNED, 0);
    if (room < 0) {
      return knowsLevel(level) ? -EINVAL : -EOPNOTSUPP;
    }
    return UserMemory.writable(value, room)
        ? getOption(level, name, UserMemory.orNothing(value, room), len)
        : -EFAULT;
  }

  @Override
  public final int ioctl(long request, MemorySegment arg) {
    int answer;
    if (request == IoControl.SIOCGSTAMP || request == IoControl.SIOCGSTAMPNS) {
      return lastStamp(request == IoControl.SIOCGSTAMPNS, arg);
    }
    if (request == IoControl.FIONREAD) {
      answer = readableBytes();
    } else if (request == IoControl.SIOCOUTQ) {
      answer = unsentBytes();
    } else if (request == IoControl.SIOCOUTQNSD) {
      answer = neverSentBytes();
    } else if (request == IoControl.SIOCATMARK) {
      answer = atUrgentMark();
    } else {
      answer = -ENOTTY;
    }
    // The kernel looks for what it does not know at its devices, by what the pointer points to.
    boolean pointed = answer >= 0 || answer == -ENOTTY;
    if (pointed && !UserMemory.writable(arg, Integer.BYTES)) {
      return -EFAULT;
    }
    if (answer >= 0) {
      arg.set(JAVA_INT_UNALIGNED, 0, answer);
    }
    return Math.min(answer, 0);
  }

  @Override
  public long borrow(int flags) {
    return -EOPNOTSUPP;
  }

  @Override
  public long claim(int length, int flags) {
    return -EOPNOTSUPP;
  }
}
