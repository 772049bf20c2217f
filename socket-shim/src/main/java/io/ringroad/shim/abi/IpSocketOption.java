package io.ringroad.shim.abi;

/** Options of level {@code IPPROTO_IP} (ip(7)). */
public final class IpSocketOption {
  /** int or byte: type of service. */
  public static final int IP_TOS = 1;

  /** int or byte: time to live, 1 to 255, -1 for the default. */
  public static final int IP_TTL = 2;

  /** int: packets carry their own header. */
  public static final int IP_HDRINCL = 3;

  /** char[]: header options. */
  public static final int IP_OPTIONS = 4;

  /** int: received header options as ancillary data. */
  public static final int IP_RECVOPTS = 6;

  /** int: the options for an answer as ancillary data. */
  public static final int IP_RETOPTS = 7;

  /** int: destination and interface as ancillary data. */
  public static final int IP_PKTINFO = 8;

  /** int: path MTU discovery. */
  public static final int IP_MTU_DISCOVER = 10;

  /** int: errors go to the error queue. */
  public static final int IP_RECVERR = 11;

  /** int: TTL as ancillary data. */
  public static final int IP_RECVTTL = 12;

  /** int: TOS as ancillary data. */
  public static final int IP_RECVTOS = 13;

  /** int, read only: the path's MTU. */
  public static final int IP_MTU = 14;

  /** int: any address may be bound to. */
  public static final int IP_FREEBIND = 15;

  /** int: destination address and port as ancillary data of type {@link #IP_ORIGDSTADDR}. */
  public static final int IP_RECVORIGDSTADDR = 20;

  /** The type of that ancillary data, a sockaddr. */
  public static final int IP_ORIGDSTADDR = 20;

  /** int or byte: packets with a smaller TTL are dropped. */
  public static final int IP_MINTTL = 21;

  /** struct in_addr or ip_mreqn: outgoing interface. */
  public static final int IP_MULTICAST_IF = 32;

  /** int or byte: TTL of multicast. */
  public static final int IP_MULTICAST_TTL = 33;

  /** int or byte: own multicast comes back. */
  public static final int IP_MULTICAST_LOOP = 34;

  /** struct ip_mreqn: join a group. */
  public static final int IP_ADD_MEMBERSHIP = 35;

  /** struct ip_mreqn: leave a group. */
  public static final int IP_DROP_MEMBERSHIP = 36;

  /** Hear a source of a group again. */
  public static final int IP_UNBLOCK_SOURCE = 37;

  /** Hear a source of a group no more. */
  public static final int IP_BLOCK_SOURCE = 38;

  /** Join a group for one source. */
  public static final int IP_ADD_SOURCE_MEMBERSHIP = 39;

  /** Leave a group for one source. */
  public static final int IP_DROP_SOURCE_MEMBERSHIP = 40;

  /** All sources of a group at once. */
  public static final int IP_MSFILTER = 41;

  /** struct group_req: join a group. */
  public static final int MCAST_JOIN_GROUP = 42;

  /** struct group_source_req: hear a source of a group no more. */
  public static final int MCAST_BLOCK_SOURCE = 43;

  /** struct group_source_req: hear a source of a group again. */
  public static final int MCAST_UNBLOCK_SOURCE = 44;

  /** struct group_req: leave a group. */
  public static final int MCAST_LEAVE_GROUP = 45;

  /** struct group_source_req: join a group for one source. */
  public static final int MCAST_JOIN_SOURCE_GROUP = 46;

  /** struct group_source_req: leave a group for one source. */
  public static final int MCAST_LEAVE_SOURCE_GROUP = 47;

  /** struct group_filter: all sources of a group at once. */
  public static final int MCAST_MSFILTER = 48;

  /** Hear what any socket of the host has joined. */
  public static final int IP_MULTICAST_ALL = 49;

  /** IP_MTU_DISCOVER: never set don't-fragment. */
  public static final int IP_PMTUDISC_DONT = 0;

  /** IP_MTU_DISCOVER: the default. */
  public static final int IP_PMTUDISC_WANT = 1;

  /** IP_MTU_DISCOVER: always set don't-fragment. */
  public static final int IP_PMTUDISC_DO = 2;

  /** IP_MTU_DISCOVER: set don't-fragment, ignore the path MTU. */
  public static final int IP_PMTUDISC_PROBE = 3;

  private IpSocketOption() {}
}
