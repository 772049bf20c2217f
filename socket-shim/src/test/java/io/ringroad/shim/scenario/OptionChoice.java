package io.ringroad.shim.scenario;

import static io.ringroad.shim.abi.IpProtocol.IPPROTO_IP;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_TCP;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;

import io.ringroad.shim.abi.IpSocketOption;
import io.ringroad.shim.abi.SocketOption;
import io.ringroad.shim.abi.TcpSocketOption;
import java.util.List;

/** Options, with values that are in their range and some that are not. */
final class OptionChoice {
  private static final int TIME_BYTES = 16;
  private static final int LINGER_BYTES = 8;
  private static final int NO_SUCH_OPTION = 999;
  private static final int NO_SUCH_LEVEL = 12_345;

  private final Chance chance;

  OptionChoice(Chance chance) {
    this.chance = chance;
  }

  Step set(int slot) {
    return switch (chance.below(10)) {
      case 0 -> linger(slot);
      case 1 -> time(slot);
      case 2, 3, 4 -> number(slot, SOL_SOCKET, socketOption());
      case 5, 6, 7 -> number(slot, IPPROTO_TCP, tcpOption());
      case 8 -> number(slot, IPPROTO_IP, ipOption());
      default -> number(slot, chance.of(SOL_SOCKET, NO_SUCH_LEVEL, 255), NO_SUCH_OPTION);
    };
  }

  Step get(int slot) {
    int room = chance.percent(75) ? 4 : chance.of(0, 1, 3, 8, 16, 64);
    return switch (chance.below(8)) {
      case 0, 1 -> new Step.GetOption(slot, SOL_SOCKET, socketOption(), room);
      case 2 -> new Step.GetOption(slot, SOL_SOCKET, SocketOption.SO_ERROR, room);
      case 3 -> {
        int name =
            chance.of(
                SocketOption.SO_TYPE,
                SocketOption.SO_DOMAIN,
                SocketOption.SO_PROTOCOL,
                SocketOption.SO_ACCEPTCONN,
                SocketOption.SO_LINGER,
                SocketOption.SO_RCVTIMEO,
                SocketOption.SO_SNDTIMEO);
        yield new Step.GetOption(slot, SOL_SOCKET, name, chance.of(room, 16));
      }
      case 4, 5 -> {
        int name = chance.percent(90) ? tcpOption() : TcpSocketOption.TCP_CONGESTION;
        yield new Step.GetOption(slot, IPPROTO_TCP, name, room);
      }
      case 6 -> new Step.GetOption(slot, IPPROTO_IP, ipOption(), room);
      default -> new Step.GetOption(slot, chance.of(SOL_SOCKET, NO_SUCH_LEVEL), 999, room);
    };
  }

  private int socketOption() {
    return chance.of(
        SocketOption.SO_REUSEADDR,
        SocketOption.SO_REUSEADDR,
        SocketOption.SO_REUSEPORT,
        SocketOption.SO_BROADCAST,
        SocketOption.SO_KEEPALIVE,
        SocketOption.SO_OOBINLINE,
        SocketOption.SO_DONTROUTE,
        SocketOption.SO_PRIORITY,
        SocketOption.SO_RCVLOWAT,
        SocketOption.SO_SNDLOWAT);
  }

  private int tcpOption() {
    return chance.of(
        TcpSocketOption.TCP_NODELAY,
        TcpSocketOption.TCP_NODELAY,
        TcpSocketOption.TCP_CORK,
        TcpSocketOption.TCP_KEEPIDLE,
        TcpSocketOption.TCP_KEEPINTVL,
        TcpSocketOption.TCP_KEEPCNT,
        TcpSocketOption.TCP_SYNCNT,
        TcpSocketOption.TCP_LINGER2,
        TcpSocketOption.TCP_DEFER_ACCEPT,
        TcpSocketOption.TCP_USER_TIMEOUT);
  }

  private int ipOption() {
    return chance.of(
        IpSocketOption.IP_TOS,
        IpSocketOption.IP_TTL,
        IpSocketOption.IP_MTU_DISCOVER,
        IpSocketOption.IP_MULTICAST_TTL,
        IpSocketOption.IP_MULTICAST_LOOP,
        IpSocketOption.IP_PKTINFO,
        IpSocketOption.IP_RECVTTL,
        IpSocketOption.IP_RECVTOS,
        IpSocketOption.IP_RECVERR,
        NO_SUCH_OPTION);
  }

  private Step number(int slot, int level, int name) {
    int value = chance.percent(70) ? chance.of(0, 1, 1) : chance.of(-1, 2, 5, 60, 100, 256, 70_000);
    int length = chance.percent(90) ? Integer.BYTES : chance.of(0, 1, 3, 8);
    return new Step.SetOption(slot, level, name, List.of(value), length);
  }

  private Step linger(int slot) {
    int length = chance.percent(90) ? LINGER_BYTES : chance.of(4, 7, 16);
    List<Integer> value = List.of(chance.below(2), 0);
    return new Step.SetOption(slot, SOL_SOCKET, SocketOption.SO_LINGER, value, length);
  }

  private Step time(int slot) {
    int name = chance.of(SocketOption.SO_RCVTIMEO, SocketOption.SO_SNDTIMEO);
    int length = chance.percent(90) ? TIME_BYTES : chance.of(4, 8, 15);
    List<Integer> value = List.of(chance.of(0, 1, 1_000), 0, chance.of(0, 4_000, 1_000_000), 0);
    return new Step.SetOption(slot, SOL_SOCKET, name, value, length);
  }
}
