package io.ringroad.fastpath.socket;

import io.ringroad.fastpath.NetError;

/**
 * A report on something that was sent, as an application receives it with MSG_ERRQUEUE: Linux's
 * {@code sock_extended_err}, with what it is about.
 *
 * @param error what went wrong; {@link NetError#NONE} if all is well
 * @param origin {@link #LOCAL}, {@link #ICMP} or {@link #ZERO_COPY}
 * @param type the ICMP type
 * @param code the ICMP code, or what the origin says
 * @param info the MTU of a message that was too big, or the first send that is done with
 * @param data the last send that is done with
 * @param offender the IPv4 address that reports this, 0 for this host
 * @param destination the IPv4 address that the message was sent to
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
    int offender,
    int destination,
    int port,
    Arrival about,
    byte[] payload) {
  /** The engine found out by itself. */
  public static final int LOCAL = 1;

  /** Somebody says so by ICMP. */
  public static final int ICMP = 2;

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
   * @param local the IPv4 address that it was sent to
   */
  public record Arrival(
      long receivedNs, int interfaceIndex, int trafficClass, int hopLimit, int local) {
    private static Arrival here(long nowNs) {
      return new Arrival(nowNs, 0, 0, 0, 0);
    }
  }

  /** A message was too big for {@code mtu}, as the engine knew. */
  public static SocketError tooBig(int mtu, int destination, int port, long nowNs) {
    return new SocketError(
        NetError.MESSAGE_SIZE,
        LOCAL,
        0,
        0,
        mtu,
        0,
        0,
        destination,
        port,
        Arrival.here(nowNs),
        NOTHING);
  }

  /** The sends from {@code first} to {@code last}, counted from 0, are done with: copied. */
  public static SocketError copied(int first, int last, long nowNs) {
    return new SocketError(
        NetError.NONE, ZERO_COPY, 0, COPIED, first, last, 0, 0, 0, Arrival.here(nowNs), NOTHING);
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
