package io.ringroad.shim.fd;

import static io.ringroad.shim.Errno.EEXIST;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ELOOP;
import static io.ringroad.shim.Errno.ENOENT;
import static io.ringroad.shim.abi.EpollEvent.EPOLLEXCLUSIVE;
import static io.ringroad.shim.abi.EpollEvent.EPOLL_CTL_ADD;
import static io.ringroad.shim.abi.EpollEvent.EPOLL_CTL_DEL;
import static io.ringroad.shim.abi.EpollEvent.EPOLL_CTL_MOD;

import io.ringroad.fastpath.socket.ReadinessListener;
import io.ringroad.shim.wait.Blocker;
import io.ringroad.shim.wait.EpollItem;
import io.ringroad.shim.wait.EpollSet;
import io.ringroad.shim.wait.PollMask;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** An epoll descriptor: names for what an {@link EpollSet} watches. */
public final class EpollDescriptor extends Descriptor {
  private static final int MAX_NESTING = 4;

  private final LaneDoors lanes;
  private final EpollSet set = new EpollSet();

  /** An empty set, in an engine with these lanes. */
  public EpollDescriptor(LaneDoors lanes) {
    super(false);
    this.lanes = lanes;
  }

  /** epoll_ctl(2): {@code events} and {@code data} are those of the caller's event. */
  public int control(int op, int fd, Descriptor target, int events, long data) {
    if (target == this) {
      return -EINVAL;
    }
    synchronized (set) {
      EpollItem item = set.find(target, fd);
      return switch (op) {
        case EPOLL_CTL_ADD -> item != null ? -EEXIST : add(fd, target, events, data);
        case EPOLL_CTL_MOD -> item == null ? -ENOENT : modify(item, events, data);
        case EPOLL_CTL_DEL -> item == null ? -ENOENT : remove(item, target);
        default -> -EINVAL;
      };
    }
  }

  private int add(int fd, Descriptor target, int events, long data) {
    if (target instanceof EpollDescriptor nested) {
      if ((events & EPOLLEXCLUSIVE) != 0) {
        return -EINVAL;
      }
      if (nested.depthBelow(this) > MAX_NESTING) {
        return -ELOOP;
      }
    }
    target.watchedBy(set.add(target, fd, events, data));
    return 0;
  }

  private int modify(EpollItem item, int events, long data) {
    if ((events & EPOLLEXCLUSIVE) != 0) {
      return -EINVAL;
    }
    set.modify(item, events, data);
    return 0;
  }

  private int remove(EpollItem item, Descriptor target) {
    target.unwatchedBy(item);
    set.remove(item);
    return 0;
  }

  /** How deep sets are nested in this one; more than any limit if {@code above} is among them. */
  private int depthBelow(EpollDescriptor above) {
    int depth = 1;
    for (EpollItem item : set.items()) {
      if (item.source() == above) {
        return Integer.MAX_VALUE;
      }
      if (item.source() instanceof EpollDescriptor nested) {
        int below = nested.depthBelow(above);
        depth = Math.max(depth, below == Integer.MAX_VALUE ? below : below + 1);
      }
    }
    return depth;
  }

  /** epoll_wait(2); the memory has been checked. On a lane's own thread it looks once. */
  public int await(MemorySegment events, int max, Blocker blocker, int timeoutMs) {
    return set.await(events, max, blocker, onOwnLane() ? 0 : timeoutMs);
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
    return lanes.onAnyLane();
  }

  @Override
  protected void onLastRelease() {
    List<EpollItem> watched = set.items();
    for (EpollItem item : watched) {
      ((Descriptor) item.source()).unwatchedBy(item);
      set.remove(item);
    }
  }
}
