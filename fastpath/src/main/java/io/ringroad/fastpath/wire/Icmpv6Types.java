package io.ringroad.fastpath.wire;

/**
 * The messages of ICMPv6 (RFC 4443 and those that add to it). Their layout is that of {@link
 * IcmpHeader}; of "packet too big" and "parameter problem" {@link IcmpHeader#rest()} is the MTU and
 * the pointer.
 */
public final class Icmpv6Types {
  public static final int DESTINATION_UNREACHABLE = 1;
  public static final int PACKET_TOO_BIG = 2;
  public static final int TIME_EXCEEDED = 3;
  public static final int PARAMETER_PROBLEM = 4;
  public static final int ECHO_REQUEST = 128;
  public static final int ECHO_REPLY = 129;
  public static final int LISTENER_QUERY = 130;
  public static final int LISTENER_REPORT = 131;
  public static final int LISTENER_DONE = 132;
  public static final int ROUTER_SOLICITATION = 133;
  public static final int ROUTER_ADVERTISEMENT = 134;
  public static final int NEIGHBOR_SOLICITATION = 135;
  public static final int NEIGHBOR_ADVERTISEMENT = 136;
  public static final int REDIRECT = 137;
  public static final int LISTENER_REPORT_V2 = 143;
  public static final int EXTENDED_ECHO_REQUEST = 160;
  public static final int EXTENDED_ECHO_REPLY = 161;

  /** Codes of {@link #DESTINATION_UNREACHABLE}. */
  public static final int NO_ROUTE = 0;

  public static final int PROHIBITED = 1;
  public static final int BEYOND_SCOPE = 2;
  public static final int ADDRESS_UNREACHABLE = 3;
  public static final int PORT_UNREACHABLE = 4;
  public static final int POLICY_FAILED = 5;
  public static final int ROUTE_REJECTED = 6;

  /** Codes of {@link #PARAMETER_PROBLEM}. */
  public static final int ERRONEOUS_FIELD = 0;

  public static final int UNKNOWN_NEXT_HEADER = 1;
  public static final int UNKNOWN_OPTION = 2;

  /** RFC 7112 5.1: not all headers are in the first fragment. */
  public static final int INCOMPLETE_HEADER_CHAIN = 3;

  /** A code of {@link #TIME_EXCEEDED}: a packet's fragments did not all come. */
  public static final int REASSEMBLY_TIME_EXCEEDED = 1;

  private static final int FIRST_INFORMATIONAL = 128;

  private Icmpv6Types() {}

  /** Whether a message of this type reports an error (RFC 4443 2.1). */
  public static boolean isError(int type) {
    return type < FIRST_INFORMATIONAL;
  }
}
