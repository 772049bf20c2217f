package io.ringroad.shim.abi;

/** Options of level {@code IPPROTO_IPV6} (ipv6(7), RFC 3493, RFC 3542). */
public final class Ipv6SocketOption {
  /** int, AF_INET: turns the socket into one of AF_INET. */
  public static final int IPV6_ADDRFORM = 1;

  /** int: as {@link #IPV6_RECVPKTINFO}, by RFC 2292. */
  public static final int IPV6_2292PKTINFO = 2;

  /** int: as {@link #IPV6_RECVHOPOPTS}, by RFC 2292. */
  public static final int IPV6_2292HOPOPTS = 3;

  /** int: as {@link #IPV6_RECVDSTOPTS}, by RFC 2292. */
  public static final int IPV6_2292DSTOPTS = 4;

  /** int: as {@link #IPV6_RECVRTHDR}, by RFC 2292. */
  public static final int IPV6_2292RTHDR = 5;

  /** Control data that stays, by RFC 2292. */
  public static final int IPV6_2292PKTOPTIONS = 6;

  /** int: where in a raw packet a checksum is made and checked, -1 for none. */
  public static final int IPV6_CHECKSUM = 7;

  /** int: as {@link #IPV6_RECVHOPLIMIT}, by RFC 2292. */
  public static final int IPV6_2292HOPLIMIT = 8;

  /** Control data: the next hop, which Linux does not take. */
  public static final int IPV6_NEXTHOP = 9;

  /** int: traffic class and flow label as ancillary data. */
  public static final int IPV6_FLOWINFO = 11;

  /** int: hop limit, 0 to 255, -1 for the default. */
  public static final int IPV6_UNICAST_HOPS = 16;

  /** int: number of the interface that groups are sent to by. */
  public static final int IPV6_MULTICAST_IF = 17;

  /** int: hop limit of multicast, 0 to 255, -1 for the default. */
  public static final int IPV6_MULTICAST_HOPS = 18;

  /** int: own multicast comes back. */
  public static final int IPV6_MULTICAST_LOOP = 19;

  /** struct ipv6_mreq: join a group. */
  public static final int IPV6_JOIN_GROUP = 20;

  /** struct ipv6_mreq: leave a group. */
  public static final int IPV6_LEAVE_GROUP = 21;

  /** int: packets with that option, of raw sockets. */
  public static final int IPV6_ROUTER_ALERT = 22;

  /** int: path MTU discovery, in the numbers of IP_MTU_DISCOVER. */
  public static final int IPV6_MTU_DISCOVER = 23;

  /** int: what packets are cut to, 0 or 1280 and more; read, the path's MTU. */
  public static final int IPV6_MTU = 24;

  /** int: errors go to the error queue. */
  public static final int IPV6_RECVERR = 25;

  /** int: no IPv4 peers; before bind. */
  public static final int IPV6_V6ONLY = 26;

  /** int: hear what any socket of the host has joined. */
  public static final int IPV6_MULTICAST_ALL = 29;

  /** int: of packets with that option, those alone. */
  public static final int IPV6_ROUTER_ALERT_ISOLATE = 30;

  /** int: errors tell what RFC 4884 says. */
  public static final int IPV6_RECVERR_RFC4884 = 31;

  /** int: the flow information of names counts. */
  public static final int IPV6_FLOWINFO_SEND = 33;

  /** int: raw packets carry their own header. */
  public static final int IPV6_HDRINCL = 36;

  /** struct group_filter: all sources of a group at once. */
  public static final int MCAST_MSFILTER = 48;

  /** int: destination and interface as ancillary data. */
  public static final int IPV6_RECVPKTINFO = 49;

  /** struct in6_pktinfo: source and interface; as ancillary data too. */
  public static final int IPV6_PKTINFO = 50;

  /** int: hop limit as ancillary data of type {@link #IPV6_HOPLIMIT}. */
  public static final int IPV6_RECVHOPLIMIT = 51;

  /** int as ancillary data: hop limit. */
  public static final int IPV6_HOPLIMIT = 52;

  /** int: hop-by-hop options as ancillary data. */
  public static final int IPV6_RECVHOPOPTS = 53;

  /** struct ip6_hbh: hop-by-hop options. */
  public static final int IPV6_HOPOPTS = 54;

  /** struct ip6_dest: options for the stations of a routing header. */
  public static final int IPV6_RTHDRDSTOPTS = 55;

  /** int: routing header as ancillary data. */
  public static final int IPV6_RECVRTHDR = 56;

  /** struct ip6_rthdr: routing header. */
  public static final int IPV6_RTHDR = 57;

  /** int: destination options as ancillary data. */
  public static final int IPV6_RECVDSTOPTS = 58;

  /** struct ip6_dest: destination options. */
  public static final int IPV6_DSTOPTS = 59;

  /** int: changes of the path's MTU as ancillary data. */
  public static final int IPV6_RECVPATHMTU = 60;

  /** struct ip6_mtuinfo: the path's MTU; read only. */
  public static final int IPV6_PATHMTU = 61;

  /** int: what would be fragmented is refused. */
  public static final int IPV6_DONTFRAG = 62;

  /** int: traffic class as ancillary data of type {@link #IPV6_TCLASS}. */
  public static final int IPV6_RECVTCLASS = 66;

  /** int: traffic class, -1 for the default; as ancillary data too. */
  public static final int IPV6_TCLASS = 67;

  /** int: flows have labels. */
  public static final int IPV6_AUTOFLOWLABEL = 70;

  /** int: which source addresses are preferred (RFC 5014). */
  public static final int IPV6_ADDR_PREFERENCES = 72;

  /** int: packets with a smaller hop limit are dropped. */
  public static final int IPV6_MINHOPCOUNT = 73;

  /** struct sockaddr_in6 as ancillary data: destination and port. */
  public static final int IPV6_ORIGDSTADDR = 74;

  /** int: that data. */
  public static final int IPV6_RECVORIGDSTADDR = 74;

  /** int: any address may be bound to. */
  public static final int IPV6_TRANSPARENT = 75;

  /** int in network order: number of the interface that hosts are sent to by. */
  public static final int IPV6_UNICAST_IF = 76;

  /** int: the size of fragments as ancillary data. */
  public static final int IPV6_RECVFRAGSIZE = 77;

  /** int: any address may be bound to. */
  public static final int IPV6_FREEBIND = 78;

  private Ipv6SocketOption() {}
}
