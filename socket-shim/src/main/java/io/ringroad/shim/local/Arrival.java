package io.ringroad.shim.local;

/** What one receive has beside the bytes. Belongs to one call. */
final class Arrival {
  /** The name of who sent the first byte; null if nothing came from anybody. */
  UnixName sender;

  /** Who sent it, for a socket with SO_PASSCRED; else null. */
  Credentials credentials;

  /** Descriptors that now belong to the call; null if there are none. */
  Rights rights;

  /** Flags of the message. */
  int flags;
}
