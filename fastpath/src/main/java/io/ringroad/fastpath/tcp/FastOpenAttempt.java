package io.ringroad.fastpath.tcp;

import io.ringroad.fastpath.wire.FastOpenCookie;

/** What a client's handshake with TCP Fast Open needs until it is done. RFC 7413 4.2. */
final class FastOpenAttempt {

  /** What the SYN carries: a cookie or a request for one; null to send data without. */
  final FastOpenCookie cookie;

  /** The SYN waits for the application's first data. */
  boolean deferred;

  /** The SYN was sent again, as a plain one. */
  boolean repeated;

  /** Payload of the SYN. */
  int dataBytes;

  FastOpenAttempt(FastOpenCookie cookie) {
    this.cookie = cookie;
  }
}
