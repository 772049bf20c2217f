package io.ringroad.shim.scenario;

import static io.ringroad.shim.abi.FileControl.F_SETFL;
import static io.ringroad.shim.abi.FileControl.O_NONBLOCK;
import static io.ringroad.shim.abi.SocketType.SOCK_NONBLOCK;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.ringroad.shim.SocketCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs the steps of one program on one implementation, whose descriptors stand in its slots. */
final class Machine {
  /** Slots that a program has. */
  static final int SLOTS = 10;

  private static final int NOT_OPEN = -1;

  private final SocketCalls calls;
  private final int[] numbers = new int[SLOTS];
  private final NameCalls names;
  private final TransferCalls transfers;
  private final OptionCalls options;
  private final WaitCalls waits;
  private final MemorySegment pair;

  /**
   * @param arena for what the calls read and write
   * @param firstPort the first of the program's own ports
   */
  Machine(SocketCalls calls, Arena arena, int firstPort) {
    this.calls = calls;
    Arrays.fill(numbers, NOT_OPEN);
    names = new NameCalls(calls, arena, numbers, firstPort);
    transfers = new TransferCalls(calls, arena, numbers, names);
    options = new OptionCalls(calls, arena, numbers);
    waits = new WaitCalls(calls, arena, numbers);
    pair = arena.allocate(2L * Integer.BYTES, 4);
  }

  /** What the step gives. */
  Outcome run(Step step) {
    return switch (step) {
      case Step.Open s ->
          opened(s.into(), calls.socket(s.domain(), s.type() | SOCK_NONBLOCK, s.protocol()));
      case Step.OpenPair s -> openedPair(s);
      case Step.Duplicate s -> opened(s.into(), calls.fcntl(numbers[s.slot()], s.command(), 0));
      case Step.EpollCreate s -> opened(s.into(), calls.epoll_create1(s.flags()));
      case Step.Accept s -> accepted(s);
      case Step.Close s -> closed(s.slot());
      case Step.Listen s -> Outcome.of(calls.listen(numbers[s.slot()], s.backlog()));
      case Step.Shutdown s -> Outcome.of(calls.shutdown(numbers[s.slot()], s.how()));
      case Step.Bind s -> names.bind(s);
      case Step.Connect s -> names.connect(s);
      case Step.LocalName s -> names.local(s);
      case Step.PeerName s -> names.peer(s);
      case Step.Send s -> transfers.send(s);
      case Step.Receive s -> transfers.receive(s);
      case Step.SendControl s -> transfers.sendControl(s);
      case Step.Pass s -> transfers.pass(s);
      case Step.Take s -> taken(s);
      case Step.SetOption s -> options.set(s);
      case Step.GetOption s -> options.get(s);
      case Step.Ioctl s -> options.ioctl(s);
      case Step.Fcntl s -> fcntl(s);
      case Step.Poll s -> waits.poll(s);
      case Step.EpollControl s -> waits.control(s);
      case Step.EpollWait s -> waits.await(s);
    };
  }

  /**
   * What can be seen of all slots without a change: what they are ready for, and how much there is.
   */
  Outcome look() {
    return waits.look();
  }

  /** Closes what is open. */
  void closeAll() {
    for (int slot = 0; slot < SLOTS; slot++) {
      if (numbers[slot] != NOT_OPEN) {
        closed(slot);
      }
    }
  }

  private Outcome opened(int into, int result) {
    if (result < 0) {
      return Outcome.of(result);
    }
    if (numbers[into] != NOT_OPEN) {
      closed(into);
    }
    numbers[into] = result;
    return Outcome.of(0, "a descriptor");
  }

  private Outcome openedPair(Step.OpenPair step) {
    int result =
        calls.socketpair(step.domain(), step.type() | SOCK_NONBLOCK, step.protocol(), pair);
    if (result == 0) {
      opened(step.into(), pair.get(JAVA_INT, 0));
      opened(step.second(), pair.get(JAVA_INT, Integer.BYTES));
    }
    return Outcome.of(result);
  }

  /** Keeps the first of the descriptors that came along, and closes the others. */
  private Outcome taken(Step.Take step) {
    List<Integer> came = new ArrayList<>();
    Outcome outcome = transfers.take(step, came);
    if (!came.isEmpty()) {
      opened(step.into(), came.removeFirst());
      came.forEach(calls::close);
    }
    return outcome;
  }

  private Outcome accepted(Step.Accept step) {
    MemorySegment room = names.room(step.room());
    MemorySegment length = names.length(step.room());
    int result = calls.accept4(numbers[step.slot()], room, length, step.flags() | SOCK_NONBLOCK);
    Outcome outcome = opened(step.into(), result);
    return result < 0 || step.room() < 0 ? outcome : outcome.and(names.written(step.room()));
  }

  private Outcome closed(int slot) {
    int number = numbers[slot];
    numbers[slot] = NOT_OPEN;
    return Outcome.of(calls.close(number));
  }

  private Outcome fcntl(Step.Fcntl step) {
    int argument = step.argument() | (step.command() == F_SETFL ? O_NONBLOCK : 0);
    return Outcome.of(calls.fcntl(numbers[step.slot()], step.command(), argument));
  }
}
