package io.ringroad.fastpath.socket;

/**
 * The options that a socket carries, each a plain number with its Linux default. A flag is 0 or 1;
 * times are nanoseconds, sizes bytes. Translation from and to the syscall's forms, and its checks
 * of what is allowed, are the shim's.
 */
public enum SocketOption {
  /** SO_REUSEADDR. */
  REUSE_ADDRESS(0),
  /** SO_REUSEPORT. */
  REUSE_PORT(0),
  /** SO_BROADCAST. */
  BROADCAST(0),
  /** SO_KEEPALIVE. */
  KEEP_ALIVE(0),
  /** SO_OOBINLINE. */
  URGENT_INLINE(0),
  /** SO_DONTROUTE. */
  DONT_ROUTE(0),
  /** SO_RCVBUF as the kernel stores it, doubled; 0 = the default of this kind of socket. */
  RECEIVE_BUFFER(0),
  /** SO_SNDBUF as the kernel stores it, doubled; 0 = the default of this kind of socket. */
  SEND_BUFFER(0),
  /** SO_RCVLOWAT, bytes. */
  RECEIVE_LOW_WATER(1),
  /** SO_LINGER: nanoseconds to wait in close; -1 = off. */
  LINGER(-1),
  /** SO_RCVTIMEO; 0 = wait for ever. */
  RECEIVE_TIMEOUT(0),
  /** SO_SNDTIMEO; 0 = wait for ever. */
  SEND_TIMEOUT(0),
  /** SO_PRIORITY. */
  PRIORITY(0),
  /** SO_MARK. */
  MARK(0),
  /** SO_TIMESTAMP and its kin: the option's number, which is the control data's type; 0 = off. */
  TIMESTAMP(0),
  /** SO_TIMESTAMPING: the {@code SOF_TIMESTAMPING_} bits. */
  TIMESTAMPING(0),
  /** SO_RXQ_OVFL. */
  RECEIVE_DROP_COUNT(0),
  /** SO_ZEROCOPY. */
  ZERO_COPY(0),
  /** SO_NO_CHECK: datagrams go without a checksum. */
  NO_CHECKSUM(0),
  /** SO_BUSY_POLL, microseconds as set; the engine always polls. */
  BUSY_POLL(0),
  /** SO_BINDTODEVICE: index of the interface, 0 = any. */
  BOUND_INTERFACE(0),
  /** IP_TOS / IPV6_TCLASS: the byte on the wire. */
  TRAFFIC_CLASS(0),
  /** IP_TTL / IPV6_UNICAST_HOPS. */
  HOP_LIMIT(64),
  /** IP_MTU_DISCOVER: 0 never set DF, 1 use the path's MTU, 2 always DF, 3 probe. */
  MTU_DISCOVER(1),
  /** IP_RECVERR. */
  RECEIVE_ERRORS(0),
  /** IP_PKTINFO / IPV6_RECVPKTINFO. */
  RECEIVE_PACKET_INFO(0),
  /** IP_RECVTTL. */
  RECEIVE_HOP_LIMIT(0),
  /** IP_RECVTOS. */
  RECEIVE_TRAFFIC_CLASS(0),
  /** IP_RECVOPTS. */
  RECEIVE_OPTIONS(0),
  /** IP_RETOPTS. */
  RECEIVE_RETURN_OPTIONS(0),
  /** IP_RECVORIGDSTADDR. */
  RECEIVE_ORIGINAL_DESTINATION(0),
  /** IP_MINTTL. */
  MINIMUM_HOP_LIMIT(0),
  /** IP_FREEBIND. */
  FREE_BIND(0),
  /** IP_OPTIONS: how many bytes the next five words are, a multiple of 4, at most 40. */
  IP_OPTIONS_BYTES(0),
  /** Bytes 0 to 7, in the machine's order. */
  IP_OPTIONS_0(0),
  /** Bytes 8 to 15. */
  IP_OPTIONS_1(0),
  /** Bytes 16 to 23. */
  IP_OPTIONS_2(0),
  /** Bytes 24 to 31. */
  IP_OPTIONS_3(0),
  /** Bytes 32 to 39. */
  IP_OPTIONS_4(0),
  /** UDP_CORK. */
  DATAGRAM_CORK(0),
  /** IP_MULTICAST_TTL. */
  MULTICAST_HOP_LIMIT(1),
  /** IP_MULTICAST_LOOP. */
  MULTICAST_LOOP(1),
  /** IP_MULTICAST_IF: number of the interface, 1 being the loopback, 0 = by route. */
  MULTICAST_INTERFACE(0),
  /** IP_MULTICAST_IF: the address to send from, 0 = the interface's. */
  MULTICAST_ADDRESS(0),
  /** IP_MULTICAST_ALL: receives what any socket of the host has joined. */
  MULTICAST_ALL(1),
  /** IP_HDRINCL: what is sent begins with its IP header. */
  HEADER_INCLUDED(0),
  /** ICMP_FILTER: a bit for each ICMP type, 0 to 31, that the socket does not want. */
  ICMP_FILTER(0),
  /** IPV6_V6ONLY. */
  V6_ONLY(0),
  /** IPV6_UNICAST_HOPS, of packets to IPv6 addresses; IP_TTL is of those to IPv4 addresses. */
  IPV6_HOP_LIMIT(64),
  /** IPV6_TCLASS. */
  IPV6_TRAFFIC_CLASS(0),
  /** IPV6_MTU_DISCOVER, in the numbers of {@link #MTU_DISCOVER}. */
  IPV6_MTU_DISCOVER(1),
  /** IPV6_MTU: no packet is longer than this; 0 = by the path. */
  IPV6_MTU(0),
  /** IPV6_DONTFRAG: a datagram that would have to be fragmented is refused. */
  IPV6_DONT_FRAGMENT(0),
  /** IPV6_RECVERR. */
  IPV6_RECEIVE_ERRORS(0),
  /** IPV6_MULTICAST_HOPS. */
  IPV6_MULTICAST_HOP_LIMIT(1),
  /** IPV6_MULTICAST_LOOP. */
  IPV6_MULTICAST_LOOP(1),
  /** IPV6_MULTICAST_IF: number of the interface, 1 being the loopback, 0 = by route. */
  IPV6_MULTICAST_INTERFACE(0),
  /** IPV6_MULTICAST_ALL. */
  IPV6_MULTICAST_ALL(1),
  /** IPV6_CHECKSUM: where in a raw packet the engine puts a checksum, -1 = nowhere. */
  IPV6_CHECKSUM(-1),
  /** IPV6_PKTINFO: the address to send from, upper half; all zero = by route. */
  IPV6_SOURCE_HIGH(0),
  /** Lower half. */
  IPV6_SOURCE_LOW(0),
  /** IPV6_PKTINFO: number of the interface to send by, 0 = by route. */
  IPV6_SOURCE_INTERFACE(0),
  /** ICMP6_FILTER: a bit for each ICMPv6 type that the socket does not want, types 0 to 63. */
  ICMP6_FILTER_0(0),
  /** Types 64 to 127. */
  ICMP6_FILTER_1(0),
  /** Types 128 to 191. */
  ICMP6_FILTER_2(0),
  /** Types 192 to 255. */
  ICMP6_FILTER_3(0),
  /** IPV6_RECVPKTINFO. */
  IPV6_RECEIVE_PACKET_INFO(0),
  /** IPV6_RECVHOPLIMIT. */
  IPV6_RECEIVE_HOP_LIMIT(0),
  /** IPV6_RECVTCLASS. */
  IPV6_RECEIVE_TRAFFIC_CLASS(0),
  /** IPV6_FLOWINFO: the flow's label as control data. */
  IPV6_RECEIVE_FLOW_INFO(0),
  /** IPV6_RECVORIGDSTADDR. */
  IPV6_RECEIVE_ORIGINAL_DESTINATION(0),
  /** IPV6_RECVPATHMTU. */
  IPV6_RECEIVE_PATH_MTU(0),
  /** IPV6_RECVHOPOPTS. */
  IPV6_RECEIVE_HOP_OPTIONS(0),
  /** IPV6_RECVDSTOPTS. */
  IPV6_RECEIVE_DESTINATION_OPTIONS(0),
  /** IPV6_RECVRTHDR. */
  IPV6_RECEIVE_ROUTING_HEADER(0),
  /** IPV6_RECVFRAGSIZE. */
  IPV6_RECEIVE_FRAGMENT_SIZE(0),
  /** IPV6_2292PKTINFO: as IPV6_RECVPKTINFO, with the number of RFC 2292. */
  IPV6_OLD_PACKET_INFO(0),
  /** IPV6_2292HOPLIMIT. */
  IPV6_OLD_HOP_LIMIT(0),
  /** IPV6_2292HOPOPTS. */
  IPV6_OLD_HOP_OPTIONS(0),
  /** IPV6_2292DSTOPTS. */
  IPV6_OLD_DESTINATION_OPTIONS(0),
  /** IPV6_2292RTHDR. */
  IPV6_OLD_ROUTING_HEADER(0),
  /** IPV6_AUTOFLOWLABEL: each flow has a label of its own (RFC 6438). */
  IPV6_AUTO_FLOW_LABEL(1),
  /** IPV6_FLOWINFO_SEND: the flow information of names counts. */
  IPV6_FLOW_INFO_SEND(0),
  /** IPV6_MINHOPCOUNT. */
  IPV6_MINIMUM_HOP_LIMIT(0),
  /** IPV6_ADDR_PREFERENCES, as read (RFC 5014). */
  IPV6_ADDRESS_PREFERENCES(0x500),
  /** IPV6_UNICAST_IF: number of the interface for single hosts, 0 = by route. */
  IPV6_UNICAST_INTERFACE(0),
  /** IPV6_RECVERR_RFC4884. */
  IPV6_RECEIVE_EXTENDED_ERRORS(0),
  /** IPV6_ROUTER_ALERT_ISOLATE. */
  IPV6_ROUTER_ALERT_ISOLATE(0),
  /** IP_TRANSPARENT, IPV6_TRANSPARENT: any address may be bound to. */
  TRANSPARENT(0),
  /** The ordinal of the socket's {@link SocketDomain}: set when it is opened, and never again. */
  DOMAIN(0),
  /** TCP_NODELAY. */
  NO_DELAY(0),
  /** TCP_CORK. */
  CORK(0),
  /** TCP_MAXSEG; 0 = by the path. */
  MAXIMUM_SEGMENT(0),
  /** TCP_DEFER_ACCEPT; 0 = off. */
  DEFER_ACCEPT(0),
  /** TCP_KEEPIDLE. */
  KEEP_IDLE(7_200_000_000_000L),
  /** TCP_KEEPINTVL. */
  KEEP_INTERVAL(75_000_000_000L),
  /** TCP_KEEPCNT. */
  KEEP_COUNT(9),
  /** TCP_SYNCNT; 0 = the engine's. */
  SYN_COUNT(0),
  /** TCP_LINGER2; 0 = the engine's, negative = no FIN-WAIT-2. */
  FIN_WAIT2_TIMEOUT(0),
  /** TCP_USER_TIMEOUT; 0 = by the retransmission count. */
  USER_TIMEOUT(0),
  /** TCP_QUICKACK. */
  QUICK_ACK(1),
  /** TCP_CONGESTION: the algorithm's number in the engine's list, 0 = the default. */
  CONGESTION(0),
  /** SO_MAX_PACING_RATE, bytes per second as an unsigned number; -1 = no limit. */
  MAX_PACING_RATE(-1),
  /** TCP_NOTSENT_LOWAT; 0 = no limit. */
  NOT_SENT_LOW_WATER(0),
  /** TCP_WINDOW_CLAMP; 0 = none. */
  WINDOW_CLAMP(0),
  /** TCP_FASTOPEN: connections with data in their SYN that a listener lets wait; 0 = off. */
  FAST_OPEN(0),
  /** TCP_FASTOPEN_CONNECT: connect() waits for the first data if there is a cookie. */
  FAST_OPEN_CONNECT(0),
  /** TCP_FASTOPEN_NO_COOKIE: data in SYNs needs no cookie. */
  FAST_OPEN_NO_COOKIE(0),
  /** TCP_FASTOPEN_KEY: how many keys the next four words are, 0 = the engine's own. */
  FAST_OPEN_KEYS(0),
  /** The key that cookies are made with, first half. */
  FAST_OPEN_KEY_0(0),
  /** Second half. */
  FAST_OPEN_KEY_1(0),
  /** The key whose cookies are still taken, first half. */
  FAST_OPEN_KEY_2(0),
  /** Second half. */
  FAST_OPEN_KEY_3(0);

  private static final SocketOption[] ALL = values();

  private final long defaultValue;

  SocketOption(long defaultValue) {
    this.defaultValue = defaultValue;
  }

  /** The value of a new socket. */
  public long defaultValue() {
    return defaultValue;
  }

  /** How many options there are. */
  public static int count() {
    return ALL.length;
  }

  /** The option with an ordinal, as commands carry it. */
  public static SocketOption of(int ordinal) {
    return ALL[ordinal];
  }
}
