package io.ringroad.shim.fd;

/** How one address family makes its sockets: Linux's {@code struct net_proto_family}. */
public interface SocketFamily {
  /**
   * Checks what only the family can judge, in the order in which Linux does.
   *
   * @param type {@code SOCK_STREAM}, ..., in Linux's range, without flags
   * @return 0 or a negated errno
   */
  int check(int type, int protocol);

  /**
   * Makes a socket of a type and protocol that {@link #check} found good.
   *
   * @return its descriptor with one reference, or null if there is no room for it
   */
  SocketDescriptor create(int type, int protocol, boolean nonBlocking);
}
