package io.ringroad.shim.fd;

import static io.ringroad.shim.Errno.EFAULT;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.abi.MessageFlag.MSG_TRUNC;
import static io.ringroad.shim.abi.UserData.PLAIN;

import io.ringroad.shim.abi.Iovec;
import io.ringroad.shim.abi.Iovecs;
import io.ringroad.shim.abi.Msghdr;
import io.ringroad.shim.abi.UserMemory;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The ten calls that move data on a socket, and the two that all of them come down to. Memory is
 * checked here; what a {@code msghdr} points to, in {@link MessageCalls}.
 */
abstract class DataDescriptor extends BlockingDescriptor {
  private static final int MAX_MESSAGES = 1024;
  private static final VarHandle ANCILLARY;

  static {
    try {
      ANCILLARY =
          MethodHandles.lookup().findVarHandle(DataDescriptor.class, "ancillary", Ancillary.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** What the last recvmsg used, for the next. */
  @SuppressWarnings("unused") // through ANCILLARY
  private Ancillary ancillary;

  DataDescriptor(SocketEnvironment environment, boolean nonBlocking) {
    super(environment, nonBlocking);
  }

  /**
   * sendto(2) and its kin.
   *
   * @param memory with {@code iovCount}, the data as {@link io.ringroad.shim.abi.UserData} says
   * @param length bytes of data
   * @param dest the destination, or null
   * @param control the message's control data, of which only the memory was checked; or null
   * @return bytes sent, or a negated errno
   */
  protected abstract long send(
      MemorySegment memory,
      int iovCount,
      int length,
      int flags,
      MemorySegment dest,
      int addrlen,
      MemorySegment control);

  /**
   * recvfrom(2) and its kin.
   *
   * @param length bytes of room
   * @param addr receives the sender, or null
   * @param addrlen the room at {@code addr}, then the address's length
   * @param ancillary takes control data and message flags; null if the call has no use for them
   * @return bytes received, of a datagram its whole length, even if there was less room; or a
   *     negated errno
   */
  protected abstract long receive(
      MemorySegment memory,
      int iovCount,
      int length,
      int flags,
      MemorySegment addr,
      MemorySegment addrlen,
      Ancillary ancillary);

  /** Takes the pending error, a positive errno or 0. */
  public abstract int takeError();

  /** Whether an error is pending. */
  protected boolean hasError() {
    return false;
  }

  @Override
  public final long sendto(
      MemorySegment buf, long len, int flags, MemorySegment dest, int addrlen) {
    if (!UserMemory.readable(buf, len)) {
      return -EFAULT;
    }
    MemorySegment name = UserMemory.isNull(dest) ? null : dest;
    int refused = name == null ? 0 : SocketName.checkInput(name, addrlen);
    return refused != 0 ? refused : send(buf, PLAIN, bounded(len), flags, name, addrlen, null);
  }

  @Override
  public final long recvfrom(
      MemorySegment buf, long len, int flags, MemorySegment src, MemorySegment addrlen) {
    int refused = SocketName.checkOptionalOutput(src, addrlen);
    if (refused != 0 || !UserMemory.writable(buf, len)) {
      return refused != 0 ? refused : -EFAULT;
    }
    int room = bounded(len);
    long received = receive(buf, PLAIN, room, flags, src, addrlen, null);
    return (flags & MSG_TRUNC) != 0 ? received : Math.min(received, room);
  }

  @Override
  public final long read(MemorySegment buf, long len) {
    return UserMemory.writable(buf, len) ? readInto(buf, PLAIN, bounded(len)) : -EFAULT;
  }

  @Override
  public final long readv(MemorySegment iov, int iovcnt) {
    int room = vectorBytes(iov, iovcnt);
    return room < 0 ? room : readInto(iov, iovcnt, room);
  }

  /** sock_read_iter: reading nothing looks at nothing. */
  private long readInto(MemorySegment memory, int iovCount, int room) {
    return room == 0 ? 0 : Math.min(room, receive(memory, iovCount, room, 0, null, null, null));
  }

  @Override
  public final long write(MemorySegment buf, long len) {
    return UserMemory.readable(buf, len)
        ? send(buf, PLAIN, bounded(len), 0, null, 0, null)
        : -EFAULT;
  }

  @Override
  public final long writev(MemorySegment iov, int iovcnt) {
    int length = vectorBytes(iov, iovcnt);
    // vfs_writev: writing nothing looks at nothing.
    return length <= 0 ? length : send(iov, iovcnt, length, 0, null, 0, null);
  }

  @Override
  public final long sendmsg(MemorySegment msg, int flags) {
    return UserMemory.readable(msg, Msghdr.SIZE) ? MessageCalls.send(this, msg, 0, flags) : -EFAULT;
  }

  @Override
  public final long recvmsg(MemorySegment msg, int flags) {
    return UserMemory.writable(msg, Msghdr.SIZE)
        ? MessageCalls.receive(this, msg, 0, flags)
        : -EFAULT;
  }

  @Override
  public final int sendmmsg(MemorySegment msgvec, int vlen, int flags) {
    int count = messages(vlen);
    return UserMemory.writable(msgvec, (long) count * Msghdr.MMSG_SIZE)
        ? MessageCalls.sendMany(this, msgvec, count, flags)
        : -EFAULT;
  }

  @Override
  public final int recvmmsg(MemorySegment msgvec, int vlen, int flags, MemorySegment timeout) {
    int count = messages(vlen);
    return UserMemory.writable(msgvec, (long) count * Msghdr.MMSG_SIZE)
        ? MessageCalls.receiveMany(this, msgvec, count, flags, timeout)
        : -EFAULT;
  }

  /** An object for one recvmsg, to be given back: whose calls do not overlap needs one only. */
  final Ancillary takeAncillary() {
    Ancillary kept = (Ancillary) ANCILLARY.getAndSet(this, null);
    return kept == null ? new Ancillary() : kept;
  }

  /** Ends {@link #takeAncillary}. */
  final void giveAncillary(Ancillary used) {
    ANCILLARY.setRelease(this, used);
  }

  private static int bounded(long length) {
    return (int) Math.min(length, Iovecs.MAX_BYTES);
  }

  private static int messages(int vlen) {
    return (int) Math.min(Integer.toUnsignedLong(vlen), MAX_MESSAGES);
  }

  /** The bytes of an array of iovecs that is an argument, or what is wrong with it. */
  private static int vectorBytes(MemorySegment iov, int count) {
    if (count < 0 || count > Iovec.MAX_COUNT) {
      return -EINVAL;
    }
    return UserMemory.readable(iov, (long) count * Iovec.SIZE)
        ? Iovecs.totalBytes(iov, count)
        : -EFAULT;
  }
}
