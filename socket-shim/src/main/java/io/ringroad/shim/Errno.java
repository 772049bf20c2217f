package io.ringroad.shim;

/**
 * Linux's error numbers as far as a socket call gives them, positive as in {@code errno.h}. A call
 * returns them negated: {@code if (n == -EAGAIN)}.
 */
public final class Errno {
  /** Operation not permitted. */
  public static final int EPERM = 1;

  /** No such entry. */
  public static final int ENOENT = 2;

  /** No such process. */
  public static final int ESRCH = 3;

  /** The thread was interrupted; its interrupt flag is still set. */
  public static final int EINTR = 4;

  /** Input or output failed. */
  public static final int EIO = 5;

  /** No such device or address. */
  public static final int ENXIO = 6;

  /** Argument list too long. */
  public static final int E2BIG = 7;

  /** Not an open descriptor. */
  public static final int EBADF = 9;

  /** The call would have to wait. */
  public static final int EAGAIN = 11;

  /** Out of memory. */
  public static final int ENOMEM = 12;

  /** Permission denied. */
  public static final int EACCES = 13;

  /** Bad address: null, or shorter than the length that goes with it. */
  public static final int EFAULT = 14;

  /** Device or resource busy. */
  public static final int EBUSY = 16;

  /** Already there. */
  public static final int EEXIST = 17;

  /** No such device. */
  public static final int ENODEV = 19;

  /** Not a directory. */
  public static final int ENOTDIR = 20;

  /** Invalid argument. */
  public static final int EINVAL = 22;

  /** Too many open files in the system. */
  public static final int ENFILE = 23;

  /** Too many open descriptors. */
  public static final int EMFILE = 24;

  /** The descriptor does not know this ioctl. */
  public static final int ENOTTY = 25;

  /** No space left. */
  public static final int ENOSPC = 28;

  /** The sending side is closed. */
  public static final int EPIPE = 32;

  /** Argument out of domain. */
  public static final int EDOM = 33;

  /** Result out of range. */
  public static final int ERANGE = 34;

  /** Too many levels. */
  public static final int ELOOP = 40;

  /** The call is not implemented. */
  public static final int ENOSYS = 38;

  /** A router says that the host is cut off. */
  public static final int ENONET = 64;

  /** A peer or router found fault with a header. */
  public static final int EPROTO = 71;

  /** No data available. */
  public static final int ENODATA = 61;

  /** Value too large. */
  public static final int EOVERFLOW = 75;

  /** The descriptor is not a socket. */
  public static final int ENOTSOCK = 88;

  /** A destination address is needed. */
  public static final int EDESTADDRREQ = 89;

  /** Message too long. */
  public static final int EMSGSIZE = 90;

  /** Wrong protocol for the socket type. */
  public static final int EPROTOTYPE = 91;

  /** No such option. */
  public static final int ENOPROTOOPT = 92;

  /** Protocol not supported. */
  public static final int EPROTONOSUPPORT = 93;

  /** Socket type not supported. */
  public static final int ESOCKTNOSUPPORT = 94;

  /** Operation not supported by this socket. */
  public static final int EOPNOTSUPP = 95;

  /** Protocol family not supported. */
  public static final int EPFNOSUPPORT = 96;

  /** Address family not supported. */
  public static final int EAFNOSUPPORT = 97;

  /** Address already in use. */
  public static final int EADDRINUSE = 98;

  /** Not an address of this engine. */
  public static final int EADDRNOTAVAIL = 99;

  /** The network is down. */
  public static final int ENETDOWN = 100;

  /** No route to the network. */
  public static final int ENETUNREACH = 101;

  /** Connection dropped by the network. */
  public static final int ENETRESET = 102;

  /** Connection aborted. */
  public static final int ECONNABORTED = 103;

  /** Connection reset by the peer. */
  public static final int ECONNRESET = 104;

  /** No buffer space. */
  public static final int ENOBUFS = 105;

  /** Already connected. */
  public static final int EISCONN = 106;

  /** Not connected. */
  public static final int ENOTCONN = 107;

  /** The transport endpoint is shut down. */
  public static final int ESHUTDOWN = 108;

  /** Too many references. */
  public static final int ETOOMANYREFS = 109;

  /** Connection timed out. */
  public static final int ETIMEDOUT = 110;

  /** Connection refused. */
  public static final int ECONNREFUSED = 111;

  /** The host is down. */
  public static final int EHOSTDOWN = 112;

  /** No route to the host. */
  public static final int EHOSTUNREACH = 113;

  /** The operation is already under way. */
  public static final int EALREADY = 114;

  /** The operation has been started. */
  public static final int EINPROGRESS = 115;

  /** The operation was cancelled. */
  public static final int ECANCELED = 125;

  /** Another name for {@link #EAGAIN}, as on every Linux. */
  public static final int EWOULDBLOCK = EAGAIN;

  private Errno() {}

  /**
   * The symbolic name of an error.
   *
   * @param errno an error number, positive or negated as a call returns it
   * @return its name, or {@code errno <number>} when it is none of this class
   */
  public static String name(int errno) {
    int number = Math.abs(errno);
    return switch (number) {
      case EPERM -> "EPERM";
      case ENOENT -> "ENOENT";
      case ESRCH -> "ESRCH";
      case EINTR -> "EINTR";
      case EIO -> "EIO";
      case ENXIO -> "ENXIO";
      case E2BIG -> "E2BIG";
      case EBADF -> "EBADF";
      case EAGAIN -> "EAGAIN";
      case ENOMEM -> "ENOMEM";
      case EACCES -> "EACCES";
      case EFAULT -> "EFAULT";
      case EBUSY -> "EBUSY";
      case EEXIST -> "EEXIST";
      case ENODEV -> "ENODEV";
      case ENOTDIR -> "ENOTDIR";
      case EINVAL -> "EINVAL";
      case ENFILE -> "ENFILE";
      case EMFILE -> "EMFILE";
      case ENOTTY -> "ENOTTY";
      case ENOSPC -> "ENOSPC";
      case EPIPE -> "EPIPE";
      case EDOM -> "EDOM";
      case ERANGE -> "ERANGE";
      case ELOOP -> "ELOOP";
      case ENOSYS -> "ENOSYS";
      case ENONET -> "ENONET";
      case EPROTO -> "EPROTO";
      case ENODATA -> "ENODATA";
      case EOVERFLOW -> "EOVERFLOW";
      case ENOTSOCK -> "ENOTSOCK";
      case EDESTADDRREQ -> "EDESTADDRREQ";
      case EMSGSIZE -> "EMSGSIZE";
      case EPROTOTYPE -> "EPROTOTYPE";
      case ENOPROTOOPT -> "ENOPROTOOPT";
      case EPROTONOSUPPORT -> "EPROTONOSUPPORT";
      case ESOCKTNOSUPPORT -> "ESOCKTNOSUPPORT";
      case EOPNOTSUPP -> "EOPNOTSUPP";
      case EPFNOSUPPORT -> "EPFNOSUPPORT";
      case EAFNOSUPPORT -> "EAFNOSUPPORT";
      case EADDRINUSE -> "EADDRINUSE";
      case EADDRNOTAVAIL -> "EADDRNOTAVAIL";
      case ENETDOWN -> "ENETDOWN";
      case ENETUNREACH -> "ENETUNREACH";
      case ENETRESET -> "ENETRESET";
      case ECONNABORTED -> "ECONNABORTED";
      case ECONNRESET -> "ECONNRESET";
      case ENOBUFS -> "ENOBUFS";
      case EISCONN -> "EISCONN";
      case ENOTCONN -> "ENOTCONN";
      case ESHUTDOWN -> "ESHUTDOWN";
      case ETOOMANYREFS -> "ETOOMANYREFS";
      case ETIMEDOUT -> "ETIMEDOUT";
      case ECONNREFUSED -> "ECONNREFUSED";
      case EHOSTDOWN -> "EHOSTDOWN";
      case EHOSTUNREACH -> "EHOSTUNREACH";
      case EALREADY -> "EALREADY";
      case EINPROGRESS -> "EINPROGRESS";
      case ECANCELED -> "ECANCELED";
      default -> "errno " + number;
    };
  }
}
