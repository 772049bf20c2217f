package io.ringroad.shim.scenario;

import java.util.List;

/**
 * One call of a program, with all that it is given. Descriptors are named by the slots they stand
 * in; an empty slot stands for a number that is not open. Every descriptor is non-blocking: whoever
 * runs a step sees to it.
 */
sealed interface Step {
  /** Whether it changes nothing, so that it may be asked again until both sides have settled. */
  default boolean observes() {
    return false;
  }

  /** {@code socket}. */
  record Open(int into, int domain, int type, int protocol) implements Step {}

  /** {@code socketpair}. */
  record OpenPair(int into, int second, int domain, int type, int protocol) implements Step {}

  /** {@code bind}. */
  record Bind(int slot, Address address, int length) implements Step {}

  /** {@code connect}. */
  record Connect(int slot, Address address, int length) implements Step {}

  /** {@code listen}. */
  record Listen(int slot, int backlog) implements Step {}

  /**
   * {@code accept4}.
   *
   * @param room bytes for the peer's name, negative to ask for none
   */
  record Accept(int slot, int into, int room, int flags) implements Step {}

  /**
   * Sends letters.
   *
   * @param pieces lengths of what is gathered; a form without a vector sends them as one
   * @param first the first letter, 0 to 25
   * @param to null for none
   */
  record Send(int slot, Form form, List<Integer> pieces, int first, int flags, Address to)
      implements Step {}

  /**
   * Receives.
   *
   * @param pieces lengths of the room
   * @param nameRoom bytes for the sender's name, negative to ask for none
   * @param controlRoom bytes for control messages, where the form has any
   */
  record Receive(
      int slot, Form form, List<Integer> pieces, int flags, int nameRoom, int controlRoom)
      implements Step {}

  /**
   * {@code sendmsg} of a few letters with one control message.
   *
   * @param data its ints
   * @param to null for none
   */
  record SendControl(int slot, int level, int type, List<Integer> data, int flags, Address to)
      implements Step {}

  /** {@code sendmsg} of a letter with descriptors. */
  record Pass(int slot, List<Integer> passed) implements Step {}

  /** {@code recvmsg} of a few letters and what was passed along, whose first is kept. */
  record Take(int slot, int into) implements Step {}

  /** {@code shutdown}. */
  record Shutdown(int slot, int how) implements Step {}

  /** {@code close}. */
  record Close(int slot) implements Step {}

  /**
   * {@code setsockopt}.
   *
   * @param value the value's ints, or its bytes in ints
   */
  record SetOption(int slot, int level, int name, List<Integer> value, int length)
      implements Step {}

  /** {@code getsockopt}. */
  record GetOption(int slot, int level, int name, int room) implements Step {
    @Override
    public boolean observes() {
      return level != io.ringroad.shim.abi.SocketOption.SOL_SOCKET
          || name != io.ringroad.shim.abi.SocketOption.SO_ERROR;
    }
  }

  /** {@code getsockname}. */
  record LocalName(int slot, int room) implements Step {
    @Override
    public boolean observes() {
      return true;
    }
  }

  /** {@code getpeername}. */
  record PeerName(int slot, int room) implements Step {
    @Override
    public boolean observes() {
      return true;
    }
  }

  /** {@code poll} without waiting. */
  record Poll(List<Integer> slots, int events) implements Step {
    @Override
    public boolean observes() {
      return true;
    }
  }

  /** {@code epoll_create1}. */
  record EpollCreate(int into, int flags) implements Step {}

  /** {@code epoll_ctl}; the event's data is the slot. */
  record EpollControl(int epoll, int operation, int slot, int events) implements Step {}

  /** {@code epoll_wait} without waiting. */
  record EpollWait(int epoll, int room) implements Step {}

  /** {@code fcntl}, other than what makes a descriptor. */
  record Fcntl(int slot, int command, int argument) implements Step {}

  /** {@code fcntl} with {@code F_DUPFD} or {@code F_DUPFD_CLOEXEC}. */
  record Duplicate(int slot, int into, int command) implements Step {}

  /** {@code ioctl} on an int. */
  record Ioctl(int slot, int request, int value) implements Step {}
}
