package io.ringroad.shim.option;

import static io.ringroad.shim.Errno.EINVAL;

import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.shim.abi.Ipv6SocketOption;
import java.lang.foreign.MemorySegment;

/** Options of level IPPROTO_IPV6 that are on or off. */
enum Ipv6Flag {
  RECEIVE_PACKET_INFO(
      Ipv6SocketOption.IPV6_RECVPKTINFO, SocketOption.IPV6_RECEIVE_PACKET_INFO, Rule.NUMBER),
  RECEIVE_HOP_LIMIT(
      Ipv6SocketOption.IPV6_RECVHOPLIMIT, SocketOption.IPV6_RECEIVE_HOP_LIMIT, Rule.NUMBER),
  RECEIVE_TRAFFIC_CLASS(
      Ipv6SocketOption.IPV6_RECVTCLASS, SocketOption.IPV6_RECEIVE_TRAFFIC_CLASS, Rule.NUMBER),
  RECEIVE_FLOW_INFO(
      Ipv6SocketOption.IPV6_FLOWINFO, SocketOption.IPV6_RECEIVE_FLOW_INFO, Rule.NUMBER),
  RECEIVE_ORIGINAL_DESTINATION(
      Ipv6SocketOption.IPV6_RECVORIGDSTADDR,
      SocketOption.IPV6_RECEIVE_ORIGINAL_DESTINATION,
      Rule.NUMBER),
  RECEIVE_PATH_MTU(
      Ipv6SocketOption.IPV6_RECVPATHMTU, SocketOption.IPV6_RECEIVE_PATH_MTU, Rule.NUMBER),
  RECEIVE_HOP_OPTIONS(
      Ipv6SocketOption.IPV6_RECVHOPOPTS, SocketOption.IPV6_RECEIVE_HOP_OPTIONS, Rule.NUMBER),
  RECEIVE_DESTINATION_OPTIONS(
      Ipv6SocketOption.IPV6_RECVDSTOPTS,
      SocketOption.IPV6_RECEIVE_DESTINATION_OPTIONS,
      Rule.NUMBER),
  RECEIVE_ROUTING_HEADER(
      Ipv6SocketOption.IPV6_RECVRTHDR, SocketOption.IPV6_RECEIVE_ROUTING_HEADER, Rule.NUMBER),
  RECEIVE_FRAGMENT_SIZE(
      Ipv6SocketOption.IPV6_RECVFRAGSIZE, SocketOption.IPV6_RECEIVE_FRAGMENT_SIZE, Rule.ANYTHING),
  OLD_PACKET_INFO(
      Ipv6SocketOption.IPV6_2292PKTINFO, SocketOption.IPV6_OLD_PACKET_INFO, Rule.NUMBER),
  OLD_HOP_LIMIT(Ipv6SocketOption.IPV6_2292HOPLIMIT, SocketOption.IPV6_OLD_HOP_LIMIT, Rule.NUMBER),
  OLD_HOP_OPTIONS(
      Ipv6SocketOption.IPV6_2292HOPOPTS, SocketOption.IPV6_OLD_HOP_OPTIONS, Rule.NUMBER),
  OLD_DESTINATION_OPTIONS(
      Ipv6SocketOption.IPV6_2292DSTOPTS, SocketOption.IPV6_OLD_DESTINATION_OPTIONS, Rule.NUMBER),
  OLD_ROUTING_HEADER(
      Ipv6SocketOption.IPV6_2292RTHDR, SocketOption.IPV6_OLD_ROUTING_HEADER, Rule.NUMBER),
  MULTICAST_LOOP(
      Ipv6SocketOption.IPV6_MULTICAST_LOOP, SocketOption.IPV6_MULTICAST_LOOP, Rule.ZERO_OR_ONE),
  MULTICAST_ALL(Ipv6SocketOption.IPV6_MULTICAST_ALL, SocketOption.IPV6_MULTICAST_ALL, Rule.NUMBER),
  DONT_FRAGMENT(Ipv6SocketOption.IPV6_DONTFRAG, SocketOption.IPV6_DONT_FRAGMENT, Rule.ANYTHING),
  AUTO_FLOW_LABEL(
      Ipv6SocketOption.IPV6_AUTOFLOWLABEL, SocketOption.IPV6_AUTO_FLOW_LABEL, Rule.ANYTHING),
  FLOW_INFO_SEND(
      Ipv6SocketOption.IPV6_FLOWINFO_SEND, SocketOption.IPV6_FLOW_INFO_SEND, Rule.NUMBER),
  RECEIVE_EXTENDED_ERRORS(
      Ipv6SocketOption.IPV6_RECVERR_RFC4884,
      SocketOption.IPV6_RECEIVE_EXTENDED_ERRORS,
      Rule.ZERO_OR_ONE),
  ROUTER_ALERT_ISOLATE(
      Ipv6SocketOption.IPV6_ROUTER_ALERT_ISOLATE,
      SocketOption.IPV6_ROUTER_ALERT_ISOLATE,
      Rule.NUMBER),
  FREE_BIND(Ipv6SocketOption.IPV6_FREEBIND, SocketOption.FREE_BIND, Rule.NUMBER),
  TRANSPARENT(Ipv6SocketOption.IPV6_TRANSPARENT, SocketOption.TRANSPARENT, Rule.NUMBER);

  /** What may be said. */
  private enum Rule {
    /** Any bytes: fewer than an int's are 0. */
    ANYTHING,
    /** An int. */
    NUMBER,
    /** An int, and no other than these. */
    ZERO_OR_ONE
  }

  private static final int MOST = 80;
  private static final Ipv6Flag[] BY_NUMBER = new Ipv6Flag[MOST];

  static {
    for (Ipv6Flag flag : values()) {
      BY_NUMBER[flag.number] = flag;
    }
  }

  private final int number;
  private final SocketOption option;
  private final Rule rule;

  Ipv6Flag(int number, SocketOption option, Rule rule) {
    this.number = number;
    this.option = option;
    this.rule = rule;
  }

  /** The flag with an option's number, null if that is none. */
  static Ipv6Flag numbered(int number) {
    return number >= 0 && number < MOST ? BY_NUMBER[number] : null;
  }

  SocketOption option() {
    return option;
  }

  int set(InetOptionTarget target, MemorySegment value, int length) {
    if (rule != Rule.ANYTHING && length < Integer.BYTES) {
      return -EINVAL;
    }
    int asked = length < Integer.BYTES ? 0 : OptionValue.getInt(value);
    return rule == Rule.ZERO_OR_ONE && asked != 0 && asked != 1
        ? -EINVAL
        : target.setOption(option, asked != 0 ? 1 : 0);
  }
}
