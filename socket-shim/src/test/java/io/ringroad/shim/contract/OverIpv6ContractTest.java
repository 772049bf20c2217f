package io.ringroad.shim.contract;

import io.ringroad.shim.contract.family.Family;
import org.junit.jupiter.api.Nested;

/** The contract's suites once more, over IPv6: what was 127.0.0.1 is ::1. */
class OverIpv6ContractTest {
  @Nested
  class Tcp extends TcpContractTest {
    @Override
    Family family() {
      return Family.INET6;
    }
  }

  @Nested
  class Udp extends UdpContractTest {
    @Override
    Family family() {
      return Family.INET6;
    }
  }

  @Nested
  class Urgent extends UrgentContractTest {
    @Override
    Family family() {
      return Family.INET6;
    }
  }

  @Nested
  class Poll extends PollContractTest {
    @Override
    Family family() {
      return Family.INET6;
    }
  }

  @Nested
  class Epoll extends EpollContractTest {
    @Override
    Family family() {
      return Family.INET6;
    }
  }

  @Nested
  class Message extends MessageContractTest {
    @Override
    Family family() {
      return Family.INET6;
    }
  }

  @Nested
  class Blocking extends BlockingContractTest {
    @Override
    Family family() {
      return Family.INET6;
    }
  }

  @Nested
  class Descriptors extends DescriptorContractTest {
    @Override
    Family family() {
      return Family.INET6;
    }
  }

  @Nested
  class Buffers extends BufferContractTest {
    @Override
    Family family() {
      return Family.INET6;
    }
  }
}
