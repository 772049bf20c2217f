package io.ringroad.shim.scenario;

/** Which of the calls that send or receive is made. */
enum Form {
  /** {@code read} and {@code write}. */
  PLAIN,
  /** {@code readv} and {@code writev}. */
  VECTOR,
  /** {@code recvfrom} and {@code sendto}. */
  FLAGGED,
  /** {@code recvmsg} and {@code sendmsg}. */
  MESSAGE,
  /** {@code recvmmsg} and {@code sendmmsg}, every piece a message. */
  MANY
}
