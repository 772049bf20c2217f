package io.ringroad.shim.contract.family;

import io.ringroad.fastpath.wire.IpAddress;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.shim.SocketCalls;

/** By which family's sockets and addresses a scenario that was written for IPv4 runs. */
public enum Family {
  /** Sockets of AF_INET, as written. */
  INET {
    @Override
    public SocketCalls over(SocketCalls calls) {
      return calls;
    }

    @Override
    IpAddress fromIpv4(int address) {
      throw new IllegalStateException("nothing is translated");
    }
  },

  /** Sockets of AF_INET6, and the same addresses in mapped form: a dual-stack socket at work. */
  MAPPED {
    @Override
    IpAddress fromIpv4(int address) {
      return IpAddress.ofIpv4(address);
    }
  },

  /** Sockets of AF_INET6, and addresses of IPv6 that stand for those of IPv4. */
  INET6 {
    @Override
    IpAddress fromIpv4(int address) {
      return switch (address >>> 24) {
        case 0 -> new IpAddress(0, address & HOST);
        case 127 -> address == IpAddresses.IPV4_LOOPBACK ? LOOPBACK : own(address);
        case 224 -> new IpAddress(0xFF02_0000_0000_0000L, address & HOST);
        case 255 -> new IpAddress(0xFF02_0000_0000_0000L, HOST);
        default ->
            IpAddresses.isIpv4Multicast(address)
                ? new IpAddress(0xFF0E_0000_0000_0000L, Integer.toUnsignedLong(address))
                : own(address);
      };
    }

    private static IpAddress own(int address) {
      long first = 0xFD00_0000_0000_0000L | (long) (address >>> 24) << 32;
      return new IpAddress(first | (address >>> 8 & 0xFFFF), address & 0xFF);
    }
  };

  private static final int HOST = 0xFF_FFFF;
  private static final IpAddress LOOPBACK = new IpAddress(0, IpAddresses.IPV6_LOOPBACK_LOW);

  /** The calls, with sockets and names of AF_INET turned into those of this family. */
  public SocketCalls over(SocketCalls calls) {
    return new TranslatedCalls(calls, this);
  }

  /** What the page calls it. */
  public String title() {
    return switch (this) {
      case INET -> "AF_INET";
      case MAPPED -> "peers of IPv4, by their mapped addresses";
      case INET6 -> "peers of IPv6";
    };
  }

  /** What a cell's name ends with. */
  public String suffix() {
    return switch (this) {
      case INET -> "";
      case MAPPED -> ", dual-stack";
      case INET6 -> ", over IPv6";
    };
  }

  /** The address that stands for one of IPv4. */
  abstract IpAddress fromIpv4(int address);
}
