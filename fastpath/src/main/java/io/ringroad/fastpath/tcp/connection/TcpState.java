package io.ringroad.fastpath.tcp.connection;

/** The states of a connection. RFC 9293 3.3.2. */
public enum TcpState {
  CLOSED,
  LISTEN,
  SYN_SENT,
  SYN_RECEIVED,
  ESTABLISHED,
  FIN_WAIT_1,
  FIN_WAIT_2,
  CLOSE_WAIT,
  CLOSING,
  LAST_ACK,
  TIME_WAIT;

  /** True from ESTABLISHED on: both sides know both initial sequence numbers. RFC 9293 3.5.2. */
  public boolean isSynchronized() {
    return ordinal() >= ESTABLISHED.ordinal();
  }

  /**
   * True where the peer may still send data that this side must take. RFC 9293 3.10.7.4, seventh.
   */
  public boolean receivesText() {
    return this == ESTABLISHED || this == FIN_WAIT_1 || this == FIN_WAIT_2;
  }

  /** True where the application may still queue data. RFC 9293 3.10.2. */
  public boolean acceptsSend() {
    return this == ESTABLISHED || this == CLOSE_WAIT;
  }

  /** True where queued data, or this side's FIN, may still have to be (re)transmitted. */
  public boolean transmits() {
    return this == ESTABLISHED
        || this == CLOSE_WAIT
        || this == FIN_WAIT_1
        || this == CLOSING
        || this == LAST_ACK;
  }
}
