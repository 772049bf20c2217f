package io.ringroad.fastpath.socket;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.wire.IpAddress;

/**
 * A report on something that was sent, as an application receives it with MSG_ERRQUEUE: Linux's
 * {@code sock_extended_err}, with what it is about.
 *
 * @param error what went wrong; {@link NetError#NONE} if all is well
 * @param origin {@link #LOCAL}, {@link #ICMP}, {@link #ICMP6} or {@link #ZERO_COPY}
 * @param type the ICMP type
 * @param code the ICMP code, or what the origin says
 * @param info the MTU of a message that was too big, or the first send that is done with
 * @param data the last send that is done with
 * @param offender the address that reports this, null for this host
 * @param destination the address that the message was sent to, null if there was no message
 * @param port the port that the message was sent to
 * @param about how the report came: time, interface, TOS and TTL
 * @param payload of the message, as far as the report had it
 */
public record SocketError(
    NetError error,
    int origin,
    int type,
    int code,
    int info,
    int data,
    IpAddress offender,
    IpAddress destination,
    int port,
    Arrival about,
    byte[] payload) {
  /** The engine found out by itself. */
  public static final int LOCAL = 1;

  /** Somebody says so by ICMP. */
  public static final int ICMP = 2;

  /** Somebody says so by ICMPv6. */
  public static final int ICMP6 = 3;

  /** Sends without a copy are done with. */
  public static final int ZERO_COPY = 5;

  /** As a code of {@link #ZERO_COPY}: the data was copied after all. */
  public static final int COPIED = 1;

  private static final byte[] NOTHING = {};

  /**
   * How a report came.
   *
   * @param receivedNs on the lane's clock
   * @param interfaceIndex the lane's number of the interface
   * @param local the address that it was sent to, null for none
   */
  public record Arrival(
      long receivedNs, int interfaceIndex, int trafficClass, int hopLimit, IpAddress local) {
    private static Arrival here(long nowNs) {
      return new Arrival(nowNs, 0, 0, 0, null);
    }
  }

  /** A message was too big for {@code mtu}, as the engine knew. */
  public static SocketError tooBig(int mtu, long high, long low, int port, long nowNs) {
    return new SocketError(
        NetError.MESSAGE_SIZE,
        LOCAL,
        0,
        0,
        mtu,
        0,
        null,
        new IpAddress(high, low),
        port,
        Arrival.here(nowNs),
        NOTHING);
  }

  /** The sends from {@code first} to {@code last}, counted from 0, are done with: copied. */
  public static SocketError copied(int first, int last, long nowNs) {
    return new SocketError(
        NetError.NONE,
        ZERO_COPY,
        0,
        COPIED,
        first,
        last,
        null,
        null,
        0,
        Arrival.here(nowNs),
        NOTHING);
  }

  /** Whether somebody else reports it, rather than this host. */
  public boolean isFromNetwork() {
    return origin == ICMP || origin == ICMP6;
  }

  /** This and the next report as one, if both are about sends without a copy in a row; or null. */
  SocketError joined(SocketError next) {
    boolean inARow =
        origin == ZERO_COPY
            && next.origin == ZERO_COPY
            && code == next.code
            && next.info == data + 1;
    return inARow ? copied(info, next.data, about.receivedNs) : null;
  }

  /** What the report takes of the socket's receive buffer, as Linux charges for it. */
  int chargeBytes() {
    return DatagramBuffer.charge(payload.length);
  }
}
