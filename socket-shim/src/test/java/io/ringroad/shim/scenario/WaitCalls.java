package io.ringroad.shim.scenario;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.ringroad.shim.SocketCalls;
import io.ringroad.shim.abi.EpollEvent;
import io.ringroad.shim.abi.IoControl;
import io.ringroad.shim.abi.PollEvent;
import io.ringroad.shim.abi.Pollfd;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Set;
import java.util.TreeSet;

/** poll and epoll, none of which waits. */
final class WaitCalls {
  private static final int MOST_EVENTS = 64;
  private static final int ALL_EVENTS =
      PollEvent.POLLIN
          | PollEvent.POLLPRI
          | PollEvent.POLLOUT
          | PollEvent.POLLRDNORM
          | PollEvent.POLLRDBAND
          | PollEvent.POLLWRNORM
          | PollEvent.POLLWRBAND
          | PollEvent.POLLRDHUP;

  private final SocketCalls calls;
  private final int[] numbers;
  private final MemorySegment pollfds;
  private final MemorySegment events;
  private final MemorySegment answer;

  WaitCalls(SocketCalls calls, Arena arena, int[] numbers) {
    this.calls = calls;
    this.numbers = numbers;
    pollfds = arena.allocate((long) Machine.SLOTS * Pollfd.SIZE, 4);
    events = arena.allocate((long) MOST_EVENTS * EpollEvent.SIZE, 4);
    answer = arena.allocate(Integer.BYTES, 4);
  }

  Outcome poll(Step.Poll step) {
    int count = step.slots().size();
    for (int i = 0; i < count; i++) {
      Pollfd.set(pollfds, i, numbers[step.slots().get(i)], step.events());
    }
    int result = calls.poll(pollfds, count, 0);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(i == 0 ? "" : ", ").append(step.slots().get(i)).append(": ");
      text.append(ConstantNames.events(Pollfd.revents(pollfds, i)));
    }
    return Outcome.of(result, text.toString());
  }

  Outcome control(Step.EpollControl step) {
    EpollEvent.set(events, 0, step.events(), step.slot());
    int number = numbers[step.slot()];
    return Outcome.of(calls.epoll_ctl(numbers[step.epoll()], step.operation(), number, events));
  }

  /** Who comes first is not compared: nobody may count on it. */
  Outcome await(Step.EpollWait step) {
    int result = calls.epoll_wait(numbers[step.epoll()], events, step.room(), 0);
    Set<String> found = new TreeSet<>();
    for (int i = 0; i < result; i++) {
      int happened = EpollEvent.events(events, i);
      found.add(EpollEvent.data(events, i) + ": " + ConstantNames.events(happened));
    }
    return Outcome.of(result, String.join(", ", found));
  }

  /** What every slot is ready for, and how many bytes a receive would find. */
  Outcome look() {
    for (int slot = 0; slot < Machine.SLOTS; slot++) {
      Pollfd.set(pollfds, slot, numbers[slot], ALL_EVENTS);
    }
    calls.poll(pollfds, Machine.SLOTS, 0);
    StringBuilder text = new StringBuilder();
    for (int slot = 0; slot < Machine.SLOTS; slot++) {
      if (numbers[slot] >= 0) {
        answer.set(JAVA_INT, 0, 0);
        int result = calls.ioctl(numbers[slot], IoControl.FIONREAD, answer);
        text.append(slot).append(": ");
        text.append(ConstantNames.events(Pollfd.revents(pollfds, slot))).append(", ");
        text.append(result < 0 ? result : answer.get(JAVA_INT, 0)).append(" bytes; ");
      }
    }
    return Outcome.of(0, text.toString());
  }
}
