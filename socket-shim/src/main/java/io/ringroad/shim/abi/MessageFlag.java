package io.ringroad.shim.abi;

/** Flags of the send and receive calls (send(2), recv(2)). */
public final class MessageFlag {
  /** Urgent data. */
  public static final int MSG_OOB = 0x1;

  /** Look at the data without taking it. */
  public static final int MSG_PEEK = 0x2;

  /** Send to directly connected hosts only. */
  public static final int MSG_DONTROUTE = 0x4;

  /** Ancillary data was cut off. */
  public static final int MSG_CTRUNC = 0x8;

  /** Datagram: find the way, and send nothing. */
  public static final int MSG_PROBE = 0x10;

  /**
   * Datagram: give its real length, and say that it was cut off. Stream: drop the bytes instead of
   * copying them.
   */
  public static final int MSG_TRUNC = 0x20;

  /** Do not wait, whatever the descriptor says. */
  public static final int MSG_DONTWAIT = 0x40;

  /** End of record. */
  public static final int MSG_EOR = 0x80;

  /** Wait until the whole length has come. */
  public static final int MSG_WAITALL = 0x100;

  /** The neighbour is known to be alive. */
  public static final int MSG_CONFIRM = 0x800;

  /** Read the queue of errors. */
  public static final int MSG_ERRQUEUE = 0x2000;

  /** No SIGPIPE. The engine never raises a signal. */
  public static final int MSG_NOSIGNAL = 0x4000;

  /** More data follows: hold back an unfull segment or datagram. */
  public static final int MSG_MORE = 0x8000;

  /** recvmmsg: wait for the first message only. */
  public static final int MSG_WAITFORONE = 0x10000;

  /** Send without a copy if possible, and report on the queue of errors when it is done. */
  public static final int MSG_ZEROCOPY = 0x4000000;

  /** Connect, and send this in the SYN if the peer's cookie is known. */
  public static final int MSG_FASTOPEN = 0x20000000;

  /** Passed descriptors are closed on exec. */
  public static final int MSG_CMSG_CLOEXEC = 0x40000000;

  /** The layouts of 32-bit programs, which nobody but the kernel may ask for. */
  public static final int MSG_CMSG_COMPAT = 0x80000000;

  private MessageFlag() {}
}
