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
import static io.ringroad.shim.abi.FileControl.O_CLOEXEC;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import io.ringroad.shim.abi.IoControl;
import io.ringroad.shim.abi.UserMemory;
import io.ringroad.shim.fd.Descriptor;
import io.ringroad.shim.fd.DescriptorSlot;
import io.ringroad.shim.fd.DescriptorTable;
import java.lang.foreign.MemorySegment;

/** dup(2), fcntl(2) and ioctl(2): what every descriptor knows. */
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
        case F_SETFL -> slot.descriptor().changeStatusFlags((int) arg);
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

  int dup(int fd) {
    try (DescriptorSlot slot = table.acquire(fd)) {
      return slot.isOpen() ? duplicate(slot.descriptor(), 0, false) : -EBADF;
    }
  }

  int dup2(int fd, int newfd) {
    if (fd != newfd) {
      return dup3(fd, newfd, 0);
    }
    try (DescriptorSlot slot = table.acquire(fd)) {
      return slot.isOpen() ? newfd : -EBADF;
    }
  }

  int dup3(int fd, int newfd, int flags) {
    if ((flags & ~O_CLOEXEC) != 0 || fd == newfd) {
      return -EINVAL;
    }
    if (newfd < 0 || newfd >= table.limit()) {
      return -EBADF;
    }
    try (DescriptorSlot slot = table.acquire(fd)) {
      if (!slot.isOpen()) {
        return -EBADF;
      }
      slot.descriptor().retain();
      int number = table.replace(newfd, slot.descriptor(), flags != 0);
      if (number < 0) {
        slot.descriptor().release();
      }
      return number;
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
      if (!slot.isOpen()) {
        return -EBADF;
      }
      // do_vfs_ioctl: these are asked of the file before its kind is.
      if (request == IoControl.FIOCLEX || request == IoControl.FIONCLEX) {
        slot.closeOnExec(request == IoControl.FIOCLEX);
        return 0;
      }
      if (request != IoControl.FIONBIO && request != IoControl.FIOASYNC) {
        return slot.descriptor().ioctl(request, arg);
      }
      if (!UserMemory.readable(arg, Integer.BYTES)) {
        return -EFAULT;
      }
      boolean on = arg.get(JAVA_INT_UNALIGNED, 0) != 0;
      if (request == IoControl.FIOASYNC) {
        return slot.descriptor().async(on);
      }
      slot.descriptor().nonBlocking(on);
      return 0;
    }
  }
}
