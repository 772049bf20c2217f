package io.ringroad.fastpath.tcp.connection;

import io.ringroad.fastpath.wire.FastOpenCookie;

/** What a client's handshake with TCP Fast Open needs until it is done. RFC 7413 4.2. */
public final class FastOpenAttempt {

  /** What the SYN carries: a cookie or a request for one; null to send data without. */
  public final FastOpenCookie cookie;

  /** The SYN waits for the application's first data. */
  public boolean deferred;

  /** The SYN was sent again, as a plain one. */
  public boolean repeated;

  /** Payload of the SYN. */
  public int dataBytes;

  public FastOpenAttempt(FastOpenCookie cookie) {
    this.cookie = cookie;
  }
}
