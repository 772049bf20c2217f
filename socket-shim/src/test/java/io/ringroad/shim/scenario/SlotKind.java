package io.ringroad.shim.scenario;

/** What the generator believes to be in a slot; it need not be right. */
enum SlotKind {
  EMPTY,
  /** A stream that has neither listened nor connected. */
  STREAM,
  LISTENER,
  CONNECTED,
  DATAGRAM,
  EPOLL
}
