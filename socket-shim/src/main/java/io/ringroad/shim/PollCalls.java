package io.ringroad.shim;

import static io.ringroad.shim.Errno.EBADF;
import static io.ringroad.shim.Errno.EFAULT;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.abi.EpollEvent.EPOLL_CLOEXEC;
import static io.ringroad.shim.abi.EpollEvent.EPOLL_CTL_DEL;

import io.ringroad.shim.abi.EpollEvent;
import io.ringroad.shim.abi.Pollfd;
import io.ringroad.shim.abi.UserMemory;
import io.ringroad.shim.fd.DescriptorSlot;
import io.ringroad.shim.fd.DescriptorTable;
import io.ringroad.shim.fd.EpollDescriptor;
import io.ringroad.shim.fd.EpollEnvironment;
import io.ringroad.shim.fd.SocketEnvironment;
import io.ringroad.shim.wait.PollCall;
import io.ringroad.shim.wait.Pollable;
import java.lang.foreign.MemorySegment;

/** poll(2) and the epoll calls. */
final class PollCalls {
  private final SocketEnvironment environment;
  private final DescriptorTable table;
  private final EpollEnvironment epolls;

  PollCalls(SocketEnvironment environment) {
    this.environment = environment;
    this.table = environment.table();
    this.epolls = new EpollEnvironment(environment.lanes(), environment.epollLimits());
  }

  int poll(MemorySegment fds, int nfds, int timeoutMs) {
    if (nfds < 0 || nfds > table.limit()) {
      return -EINVAL;
    }
    if (!UserMemory.writable(fds, (long) nfds * Pollfd.SIZE)) {
      return -EFAULT;
    }
    DescriptorSlot[] slots = new DescriptorSlot[nfds];
    Pollable[] sources = new Pollable[nfds];
    try {
      for (int i = 0; i < nfds; i++) {
        int number = Pollfd.fd(fds, i);
        // A negative number is one to pass over.
        slots[i] = number < 0 ? null : table.acquire(number);
        sources[i] = number < 0 ? null : slots[i].descriptor();
      }
      // A lane that waited would wait for itself, also where there is nothing but the time.
      int waitMs = environment.lanes().onAnyLane() ? 0 : timeoutMs;
      return new PollCall(fds, sources).run(environment.blocker(), waitMs);
    } finally {
      for (DescriptorSlot slot : slots) {
        if (slot != null) {
          slot.close();
        }
      }
    }
  }

  int epollCreate(int flags) {
    if ((flags & ~EPOLL_CLOEXEC) != 0) {
      return -EINVAL;
    }
    int number = table.reserve(0);
    if (number >= 0) {
      table.publish(number, new EpollDescriptor(epolls), flags != 0);
    }
    return number;
  }

  int epollControl(int epfd, int op, int fd, MemorySegment event) {
    boolean reads = op != EPOLL_CTL_DEL;
    if (reads && !UserMemory.readable(event, EpollEvent.SIZE)) {
      return -EFAULT;
    }
    try (DescriptorSlot set = table.acquire(epfd);
        DescriptorSlot target = table.acquire(fd)) {
      if (!set.isOpen() || !target.isOpen()) {
        return -EBADF;
      }
      if (!(set.descriptor() instanceof EpollDescriptor epoll)) {
        return -EINVAL;
      }
      return epoll.control(
          op,
          fd,
          target.descriptor(),
          reads ? EpollEvent.events(event, 0) : 0,
          reads ? EpollEvent.data(event, 0) : 0);
    }
  }

  int epollWait(int epfd, MemorySegment events, int max, int timeoutMs) {
    try (DescriptorSlot slot = table.acquire(epfd)) {
      if (!slot.isOpen()) {
        return -EBADF;
      }
      if (max <= 0 || max > EpollEvent.MAX_COUNT) {
        return -EINVAL;
      }
      if (!UserMemory.writable(events, (long) max * EpollEvent.SIZE)) {
        return -EFAULT;
      }
      return slot.descriptor() instanceof EpollDescriptor epoll
          ? epoll.await(events, max, environment.blocker(), timeoutMs)
          : -EINVAL;
    }
  }
}
