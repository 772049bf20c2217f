package io.ringroad.shim.contract;

import static io.ringroad.shim.Errno.EFAULT;
import static io.ringroad.shim.abi.AddressFamily.AF_UNIX;
import static io.ringroad.shim.abi.EpollEvent.EPOLL_CTL_ADD;
import static io.ringroad.shim.abi.MessageFlag.MSG_DONTWAIT;
import static io.ringroad.shim.abi.PollEvent.POLLIN;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketOption.SO_REUSEADDR;
import static io.ringroad.shim.abi.SocketOption.SO_TYPE;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringroad.shim.abi.EpollEvent;
import io.ringroad.shim.abi.IoControl;
import io.ringroad.shim.abi.Iovec;
import io.ringroad.shim.abi.Msghdr;
import io.ringroad.shim.abi.Pollfd;
import io.ringroad.shim.abi.SockaddrIn;
import io.ringroad.shim.abi.Timeval;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

/**
 * Every pointer of every call, crossed with every kind of memory that a call may not use: {@code
 * EFAULT}, not a byte written, and what was there to be received is still there.
 */
class PointerContractTest extends SocketCallsContract {
  /** A pointer of a call, all else being in order. */
  private record Pointer(long bytes, boolean written, ToLongFunction<MemorySegment> call) {}

  private int datagrams;
  private int peer;
  private int listener;
  private MemorySegment peerName;

  @Test
  void badMemoryIsABadAddressAndNothingIsDone() throws InterruptedException {
    prepare();
    Map<String, Pointer> pointers = new LinkedHashMap<>();
    names(pointers);
    data(pointers);
    others(pointers);
    for (Map.Entry<String, Pointer> entry : pointers.entrySet()) {
      check(entry.getKey(), entry.getValue());
    }
    assertEquals("waiting", receiveText(datagrams, 16), "the datagram that was there");
    opened(calls.accept(listener, null, null));
  }

  /** A datagram waits on a socket that is connected, and a connection on a listener. */
  private void prepare() {
    datagrams = udp();
    peer = udp();
    peerName = bindLoopback(peer);
    assertEquals(0, calls.connect(peer, bindLoopback(datagrams), SockaddrIn.SIZE));
    assertEquals(0, calls.connect(datagrams, peerName, SockaddrIn.SIZE));
    sendText(peer, "waiting");
    await(datagrams, POLLIN);
    listener = listener(1);
    assertEquals(0, calls.connect(tcp(), nameOf(listener), SockaddrIn.SIZE));
    await(listener, POLLIN);
  }

  private void names(Map<String, Pointer> all) {
    int size = SockaddrIn.SIZE;
    all.put("bind addr", in(size, m -> calls.bind(datagrams, m, size)));
    all.put("connect addr", in(size, m -> calls.connect(datagrams, m, size)));
    all.put("accept addrlen", out(4, m -> calls.accept(listener, room(16), m)));
    all.put("accept4 addrlen", out(4, m -> calls.accept4(listener, room(16), m, 0)));
    all.put("getsockname addr", out(size, m -> calls.getsockname(datagrams, m, intAt(size))));
    all.put("getsockname addrlen", out(4, m -> calls.getsockname(datagrams, room(16), m)));
    all.put("getpeername addr", out(size, m -> calls.getpeername(datagrams, m, intAt(size))));
    all.put("getpeername addrlen", out(4, m -> calls.getpeername(datagrams, room(16), m)));
    all.put("recvfrom addrlen", out(4, m -> calls.recvfrom(datagrams, room(8), 8, 0, room(16), m)));
  }

  private void data(Map<String, Pointer> all) {
    int size = SockaddrIn.SIZE;
    all.put("sendto buf", in(4, m -> calls.sendto(datagrams, m, 4, 0, peerName, size)));
    all.put("send buf", in(4, m -> calls.send(datagrams, m, 4, 0)));
    all.put("write buf", in(4, m -> calls.write(datagrams, m, 4)));
    all.put("recvfrom buf", out(4, m -> calls.recvfrom(datagrams, m, 4, 0, null, null)));
    all.put("recv buf", out(4, m -> calls.recv(datagrams, m, 4, 0)));
    all.put("read buf", out(4, m -> calls.read(datagrams, m, 4)));
    all.put("readv iov", in(Iovec.SIZE, m -> calls.readv(datagrams, m, 1)));
    all.put("writev iov", in(Iovec.SIZE, m -> calls.writev(datagrams, m, 1)));
    all.put("sendmsg msg", in(Msghdr.SIZE, m -> calls.sendmsg(datagrams, m, 0)));
    all.put("recvmsg msg", out(Msghdr.SIZE, m -> calls.recvmsg(datagrams, m, MSG_DONTWAIT)));
    all.put("sendmmsg msgvec", out(Msghdr.MMSG_SIZE, m -> calls.sendmmsg(datagrams, m, 1, 0)));
    all.put(
        "recvmmsg msgvec", out(Msghdr.MMSG_SIZE, m -> calls.recvmmsg(datagrams, m, 1, 0, null)));
  }

  private void others(Map<String, Pointer> all) {
    all.put("socketpair sv", out(8, m -> calls.socketpair(AF_UNIX, SOCK_DGRAM, 0, m)));
    all.put(
        "setsockopt value",
        in(4, m -> calls.setsockopt(datagrams, SOL_SOCKET, SO_REUSEADDR, m, 4)));
    all.put(
        "getsockopt value",
        out(4, m -> calls.getsockopt(datagrams, SOL_SOCKET, SO_TYPE, m, intAt(4))));
    all.put(
        "getsockopt len",
        out(4, m -> calls.getsockopt(datagrams, SOL_SOCKET, SO_TYPE, room(4), m)));
    all.put("ioctl arg", out(4, m -> calls.ioctl(datagrams, IoControl.FIONREAD, m)));
    all.put("poll fds", out(Pollfd.SIZE, m -> calls.poll(m, 1, 0)));
    int epoll = opened(calls.epoll_create1(0));
    all.put(
        "epoll_ctl event",
        in(EpollEvent.SIZE, m -> calls.epoll_ctl(epoll, EPOLL_CTL_ADD, datagrams, m)));
    all.put("epoll_wait events", out(EpollEvent.SIZE, m -> calls.epoll_wait(epoll, m, 1, 0)));
  }

  private static Pointer in(long bytes, ToLongFunction<MemorySegment> call) {
    return new Pointer(bytes, false, call);
  }

  private static Pointer out(long bytes, ToLongFunction<MemorySegment> call) {
    return new Pointer(bytes, true, call);
  }

  private MemorySegment room(int bytes) {
    return arena.allocate(bytes);
  }

  private void check(String name, Pointer pointer) throws InterruptedException {
    refused(name + ": null", pointer, null);
    refused(name + ": NULL", pointer, MemorySegment.NULL);
    refused(name + ": heap", pointer, MemorySegment.ofArray(new byte[64]));
    for (long shorter = 0; shorter < pointer.bytes; shorter = shorter * 2 + 1) {
      Guarded few = new Guarded(arena, shorter);
      refused(name + ": " + shorter + " bytes", pointer, few.segment());
      few.assertUntouched(name);
    }
    Guarded almost = new Guarded(arena, pointer.bytes - 1);
    refused(name + ": a byte too short", pointer, almost.segment());
    almost.assertUntouched(name);
    refused(name + ": closed", pointer, closed());
    refused(name + ": confined to another thread", pointer, confinedElsewhere());
    if (pointer.written) {
      Guarded fixed = new Guarded(arena, pointer.bytes);
      refused(name + ": read-only", pointer, fixed.segment().asReadOnly());
      fixed.assertUntouched(name);
    }
  }

  private void refused(String what, Pointer pointer, MemorySegment memory) {
    assertEquals(-EFAULT, pointer.call.applyAsLong(memory), what);
  }

  private static MemorySegment closed() {
    try (Arena soon = Arena.ofShared()) {
      return soon.allocate(128, 8);
    }
  }

  private static MemorySegment confinedElsewhere() throws InterruptedException {
    MemorySegment[] memory = new MemorySegment[1];
    Thread owner = new Thread(() -> memory[0] = Arena.ofConfined().allocate(128, 8));
    owner.start();
    owner.join();
    return memory[0];
  }

  @Test
  void noCallWritesMoreThanItWasGiven() {
    prepare();
    for (int bytes = 0; bytes <= 24; bytes++) {
      Guarded name = new Guarded(arena, bytes);
      Guarded length = new Guarded(arena, 4);
      length.segment().set(java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED, 0, bytes);
      assertOk(calls.getsockname(datagrams, name.segment(), length.segment()));
      name.assertGuardsStand("getsockname");
      length.assertGuardsStand("getsockname");
      length.segment().set(java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED, 0, bytes);
      assertOk(calls.getsockopt(datagrams, SOL_SOCKET, SO_TYPE, name.segment(), length.segment()));
      name.assertGuardsStand("getsockopt");
      sendText(peer, "0123456789012345678901234567890");
      await(datagrams, POLLIN);
      Guarded data = new Guarded(arena, bytes);
      length.segment().set(java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED, 0, bytes);
      assertOk(
          calls.recvfrom(datagrams, data.segment(), bytes, 0, name.segment(), length.segment()));
      data.assertGuardsStand("recvfrom");
      name.assertGuardsStand("recvfrom");
    }
  }

  @Test
  void structuresMayLieAnywhere() {
    prepare();
    for (int shift = 0; shift < 8; shift++) {
      MemorySegment address = at(shift, SockaddrIn.SIZE);
      MemorySegment.copy(peerName, 0, address, 0, SockaddrIn.SIZE);
      MemorySegment iov = at(shift, Iovec.SIZE);
      Iovec.set(iov, 0, at(shift, 4));
      MemorySegment msg = at(shift, Msghdr.MMSG_SIZE);
      msg.fill((byte) 0);
      Msghdr.iov(msg, 0, iov.address(), 1);
      Msghdr.name(msg, 0, address.address(), SockaddrIn.SIZE);
      assertEquals(4, calls.sendmsg(datagrams, msg, 0));
      assertEquals(1, calls.sendmmsg(datagrams, msg, 1, 0));
      MemorySegment one = at(shift, Pollfd.SIZE);
      Pollfd.set(one, 0, datagrams, POLLIN);
      assertEquals(1, calls.poll(one, 1, 0));
      MemorySegment time = at(shift, Timeval.SIZE);
      Timeval.set(time, 1, 5);
      assertEquals(
          0,
          calls.setsockopt(
              datagrams,
              SOL_SOCKET,
              io.ringroad.shim.abi.SocketOption.SO_SNDTIMEO,
              time,
              Timeval.SIZE));
    }
  }

  private MemorySegment at(int shift, long bytes) {
    return arena.allocate(bytes + 8, 8).asSlice(shift, bytes);
  }
}
