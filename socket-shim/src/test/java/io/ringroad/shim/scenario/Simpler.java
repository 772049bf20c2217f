package io.ringroad.shim.scenario;

import io.ringroad.shim.abi.SockaddrIn;
import java.util.ArrayList;
import java.util.List;

/** Steps that are a little simpler than another. */
final class Simpler {
  private static final String LOOPBACK = "127.0.0.1";

  private Simpler() {}

  /** The simplest first. */
  static List<Step> than(Step step) {
    List<Step> all = new ArrayList<>();
    switch (step) {
      case Step.Send s -> {
        all.add(new Step.Send(s.slot(), Form.FLAGGED, List.of(1), 0, 0, null));
        all.add(new Step.Send(s.slot(), Form.FLAGGED, List.of(1), 0, s.flags(), s.to()));
        all.add(new Step.Send(s.slot(), s.form(), List.of(1), 0, s.flags(), s.to()));
        all.add(new Step.Send(s.slot(), s.form(), s.pieces(), 0, s.flags(), null));
        for (int flags : fewerBits(s.flags())) {
          all.add(new Step.Send(s.slot(), s.form(), s.pieces(), 0, flags, s.to()));
        }
        for (Address to : simpler(s.to())) {
          all.add(new Step.Send(s.slot(), s.form(), s.pieces(), 0, s.flags(), to));
        }
      }
      case Step.SendControl s -> {
        all.add(new Step.SendControl(s.slot(), s.level(), s.type(), s.data(), 0, null));
        all.add(new Step.SendControl(s.slot(), s.level(), s.type(), s.data(), 0, s.to()));
      }
      case Step.Pass s -> {
        for (int passed : s.passed()) {
          all.add(new Step.Pass(s.slot(), List.of(passed)));
        }
      }
      case Step.Receive s -> {
        all.add(new Step.Receive(s.slot(), Form.FLAGGED, List.of(8), s.flags(), -1, 0));
        all.add(
            new Step.Receive(
                s.slot(), s.form(), List.of(8), s.flags(), s.nameRoom(), s.controlRoom()));
        all.add(new Step.Receive(s.slot(), s.form(), s.pieces(), s.flags(), -1, 0));
        for (int flags : fewerBits(s.flags())) {
          all.add(
              new Step.Receive(
                  s.slot(), s.form(), s.pieces(), flags, s.nameRoom(), s.controlRoom()));
        }
      }
      case Step.Bind s -> {
        all.add(new Step.Bind(s.slot(), s.address(), SockaddrIn.SIZE));
        for (Address address : simpler(s.address())) {
          all.add(new Step.Bind(s.slot(), address, s.length()));
        }
      }
      case Step.Connect s -> {
        all.add(new Step.Connect(s.slot(), s.address(), SockaddrIn.SIZE));
        for (Address address : simpler(s.address())) {
          all.add(new Step.Connect(s.slot(), address, s.length()));
        }
      }
      case Step.Accept s -> all.add(new Step.Accept(s.slot(), s.into(), -1, 0));
      case Step.Listen s -> all.add(new Step.Listen(s.slot(), 1));
      case Step.Open s -> all.add(new Step.Open(s.into(), s.domain(), s.type() & 0xf, 0));
      case Step.EpollControl s -> {
        for (int events : fewerBits(s.events())) {
          all.add(new Step.EpollControl(s.epoll(), s.operation(), s.slot(), events));
        }
      }
      case Step.Poll s -> {
        for (int slot : s.slots()) {
          all.add(new Step.Poll(List.of(slot), s.events()));
        }
        for (int events : fewerBits(s.events())) {
          all.add(new Step.Poll(s.slots(), events));
        }
      }
      default -> {
        // Nothing about the others is much to read.
      }
    }
    all.removeIf(step::equals);
    return all;
  }

  private static List<Integer> fewerBits(int bits) {
    List<Integer> all = new ArrayList<>();
    for (int left = bits; left != 0; left &= left - 1) {
      all.add(bits & ~Integer.lowestOneBit(left));
    }
    return all;
  }

  private static List<Address> simpler(Address address) {
    if (!(address instanceof Address.Inet inet) || inet.host().equals(LOOPBACK)) {
      return List.of();
    }
    return List.of(new Address.Inet(LOOPBACK, inet.port()));
  }
}
