package io.ringroad.shim;

import static io.ringroad.shim.Errno.EBADF;
import static io.ringroad.shim.Errno.EFAULT;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.abi.FileControl.FD_CLOEXEC;
import static io.ringroad.shim.abi.FileControl.F_DUPFD;
import static io.ringroad.shim.abi.FileControl.F_DUPFD_CLOEXEC;
import static io.ringroad.shim.abi.FileControl.F_GETFD;
import static io.ringroad.shim.abi.FileControl.F_GETFL;
import static io.ringroad.shim.abi.FileControl.F_SETFD;
import static io.ringroad.shim.abi.FileControl.F_SETFL;
import static io.ringroad.shim.abi.FileControl.O_NONBLOCK;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import io.ringroad.shim.abi.IoControl;
import io.ringroad.shim.abi.UserMemory;
import io.ringroad.shim.fd.Descriptor;
import io.ringroad.shim.fd.DescriptorSlot;
import io.ringroad.shim.fd.DescriptorTable;
import java.lang.foreign.MemorySegment;

/** fcntl(2) and ioctl(2). */
final class DescriptorCalls {
  private final DescriptorTable table;

  DescriptorCalls(DescriptorTable table) {
    this.table = table;
  }

  int fcntl(int fd, int cmd, long arg) {
    try (DescriptorSlot slot = table.acquire(fd)) {
      if (!slot.isOpen()) {
        return -EBADF;
      }
      return switch (cmd) {
        case F_GETFL -> slot.descriptor().statusFlags();
        case F_SETFL -> {
          slot.descriptor().nonBlocking((arg & O_NONBLOCK) != 0);
          yield 0;
        }
        case F_GETFD -> slot.closeOnExec() ? FD_CLOEXEC : 0;
        case F_SETFD -> {
          slot.closeOnExec((arg & FD_CLOEXEC) != 0);
          yield 0;
        }
        case F_DUPFD -> duplicate(slot.descriptor(), (int) arg, false);
        case F_DUPFD_CLOEXEC -> duplicate(slot.descriptor(), (int) arg, true);
        default -> -EINVAL;
      };
    }
  }

  private int duplicate(Descriptor descriptor, int lowest, boolean closeOnExec) {
    if (lowest < 0 || lowest >= table.limit()) {
      return -EINVAL;
    }
    int number = table.reserve(lowest);
    if (number >= 0) {
      descriptor.retain();
      table.publish(number, descriptor, closeOnExec);
    }
    return number;
  }

  int ioctl(int fd, long request, MemorySegment arg) {
    try (DescriptorSlot slot = table.acquire(fd)) {
      return request == IoControl.FIONBIO && slot.isOpen()
          ? setNonBlocking(slot.descriptor(), arg)
          : slot.descriptor().ioctl(request, arg);
    }
  }

  private static int setNonBlocking(Descriptor descriptor, MemorySegment arg) {
    if (!UserMemory.readable(arg, Integer.BYTES)) {
      return -EFAULT;
    }
    descriptor.nonBlocking(arg.get(JAVA_INT_UNALIGNED, 0) != 0);
    return 0;
  }
}
