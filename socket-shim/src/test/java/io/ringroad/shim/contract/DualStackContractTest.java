package io.ringroad.shim.contract;

import io.ringroad.shim.contract.family.Family;
import org.junit.jupiter.api.Nested;

/**
 * The contract's suites once more, with sockets of AF_INET6 that have IPv4 peers: kernel and engine
 * answer as they answer sockets of AF_INET.
 */
class DualStackContractTest {
  @Nested
  class Tcp extends TcpContractTest {
    @Override
    Family family() {
      return Family.MAPPED;
    }
  }

  @Nested
  class Udp extends UdpContractTest {
    @Override
    Family family() {
      return Family.MAPPED;
    }
  }

  @Nested
  class Urgent extends UrgentContractTest {
    @Override
    Family family() {
      return Family.MAPPED;
    }
  }

  @Nested
  class Poll extends PollContractTest {
    @Override
    Family family() {
      return Family.MAPPED;
    }
  }

  @Nested
  class Epoll extends EpollContractTest {
    @Override
    Family family() {
      return Family.MAPPED;
    }
  }

  @Nested
  class Message extends MessageContractTest {
    @Override
    Family family() {
      return Family.MAPPED;
    }
  }

  @Nested
  class Blocking extends BlockingContractTest {
    @Override
    Family family() {
      return Family.MAPPED;
    }
  }

  @Nested
  class Descriptors extends DescriptorContractTest {
    @Override
    Family family() {
      return Family.MAPPED;
    }
  }

  @Nested
  class Buffers extends BufferContractTest {
    @Override
    Family family() {
      return Family.MAPPED;
    }
  }

  @Nested
  class Options extends OptionContractTest {
    @Override
    Family family() {
      return Family.MAPPED;
    }
  }
}
