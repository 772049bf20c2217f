package io.ringroad.shim.scenario;

/** What the generator believes to be in a slot; it need not be right. */
enum SlotKind {
  EMPTY,
  /** A stream that has neither listened nor connected. */
  STREAM,
  LISTENER,
  CONNECTED,
  DATAGRAM,
  /** A raw socket. */
  RAW,
  /** A socket that sends and receives echoes. */
  PING,
  /** A stream or packet socket of AF_UNIX that has neither listened nor connected. */
  LOCAL,
  LOCAL_LISTENER,
  LOCAL_CONNECTED,
  LOCAL_DATAGRAM,
  EPOLL
}
