package io.ringroad.shim.fd;

import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ELOOP;
import static io.ringroad.shim.abi.EpollEvent.EPOLLERR;
import static io.ringroad.shim.abi.EpollEvent.EPOLLET;
import static io.ringroad.shim.abi.EpollEvent.EPOLLEXCLUSIVE;
import static io.ringroad.shim.abi.EpollEvent.EPOLLHUP;
import static io.ringroad.shim.abi.EpollEvent.EPOLLIN;
import static io.ringroad.shim.abi.EpollEvent.EPOLLOUT;
import static io.ringroad.shim.abi.EpollEvent.EPOLLWAKEUP;
import static io.ringroad.shim.abi.EpollEvent.EPOLL_CTL_ADD;
import static io.ringroad.shim.abi.EpollEvent.EPOLL_CTL_DEL;
import static io.ringroad.shim.abi.EpollEvent.EPOLL_CTL_MOD;

import io.ringroad.fastpath.socket.ReadinessListener;
import io.ringroad.shim.wait.Blocker;
import io.ringroad.shim.wait.EpollSet;
import io.ringroad.shim.wait.PollMask;
import java.lang.foreign.MemorySegment;

/** An epoll descriptor: names for what an {@link EpollSet} watches. */
public final class EpollDescriptor extends Descriptor {
  /** What may go with EPOLLEXCLUSIVE. */
  private static final int EXCLUSIVE_EVENTS =
      EPOLLIN | EPOLLOUT | EPOLLERR | EPOLLHUP | EPOLLWAKEUP | EPOLLET | EPOLLEXCLUSIVE;

  private final EpollEnvironment environment;
  private final EpollSet set;

  /** An empty set. */
  public EpollDescriptor(EpollEnvironment environment) {
    super(false);
    this.environment = environment;
    this.set = new EpollSet(this, environment.limits());
  }

  /**
   * epoll_ctl(2), with the checks in the order of Linux's {@code do_epoll_ctl}.
   *
   * @param events those of the caller's event; 0 for EPOLL_CTL_DEL
   * @param data the caller's own 64 bits
   */
  public int control(int op, int fd, Descriptor target, int events, long data) {
    if (target == this || !mayBeExclusive(op, target, events)) {
      return -EINVAL;
    }
    return switch (op) {
      case EPOLL_CTL_ADD ->
          target instanceof EpollDescriptor nested
              ? addSet(fd, nested, events, data)
              : set.add(target, fd, events, data);
      case EPOLL_CTL_MOD -> set.modify(target, fd, events, data);
      case EPOLL_CTL_DEL -> set.remove(target, fd);
      default -> -EINVAL;
    };
  }

  private static boolean mayBeExclusive(int op, Descriptor target, int events) {
    if ((events & EPOLLEXCLUSIVE) == 0) {
      return true;
    }
    return switch (op) {
      case EPOLL_CTL_MOD -> false;
      case EPOLL_CTL_ADD ->
          !(target instanceof EpollDescriptor) && (events & ~EXCLUSIVE_EVENTS) == 0;
      default -> true;
    };
  }

  private int addSet(int fd, EpollDescriptor nested, int events, long data) {
    // Two sets that are put into each other at once must not both be found without a circle.
    environment.nesting().lock();
    try {
      return EpollNesting.isAllowed(set, nested.set) ? set.add(nested, fd, events, data) : -ELOOP;
    } finally {
      environment.nesting().unlock();
    }
  }

  /** What the descriptor watches. */
  EpollSet set() {
    return set;
  }

  /** epoll_wait(2); the memory has been checked. On a lane's own thread it looks once. */
  public int await(MemorySegment events, int max, Blocker blocker, int timeoutMs) {
    return onOwnLane() ? set.poll(events, max) : set.await(events, max, blocker, timeoutMs);
  }

  /** ep_eventpoll_ioctl: whatever else is asked is not known here. */
  @Override
  public int ioctl(long request, MemorySegment arg) {
    return -EINVAL;
  }

  @Override
  public int pollEvents() {
    return set.hasReady() ? PollMask.IN : 0;
  }

  @Override
  public void addListener(ReadinessListener listener) {
    set.addListener(listener);
  }

  @Override
  public void removeListener(ReadinessListener listener) {
    set.removeListener(listener);
  }

  @Override
  void wake() {
    set.wake();
  }

  @Override
  public boolean onOwnLane() {
    return environment.lanes().onAnyLane();
  }

  @Override
  protected void onLastRelease() {
    set.clear();
  }
}
