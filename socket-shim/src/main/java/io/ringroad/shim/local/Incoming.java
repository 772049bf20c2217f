package io.ringroad.shim.local;

import static io.ringroad.shim.abi.MessageFlag.MSG_CMSG_CLOEXEC;
import static io.ringroad.shim.abi.MessageFlag.MSG_CTRUNC;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.ringroad.shim.abi.Ucred;
import io.ringroad.shim.fd.Ancillary;
import io.ringroad.shim.fd.DescriptorTable;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** What one receive passes on beside the bytes, as {@code scm_recv}: who sent them first. */
final class Incoming {
  private Incoming() {}

  /**
   * Writes it into the caller's control data. Descriptors that find no room there, or no number in
   * the table, close.
   *
   * @param ancillary null if the call takes none
   */
  static void put(Arrival arrival, Ancillary ancillary, DescriptorTable table, int flags) {
    if (ancillary != null) {
      ancillary.addFlags(arrival.flags);
      if (arrival.credentials != null) {
        putCredentials(arrival.credentials, ancillary);
      }
    }
    if (arrival.rights != null) {
      int installed = ancillary == null ? 0 : install(arrival.rights, ancillary, table, flags);
      arrival.rights.releaseFrom(installed);
    }
  }

  private static void putCredentials(Credentials credentials, Ancillary ancillary) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ucred = arena.allocate(Ucred.SIZE, Integer.BYTES);
      credentials.write(ucred);
      ancillary.put(SOL_SOCKET, Outgoing.SCM_CREDENTIALS, ucred, Ucred.SIZE);
    }
  }

  /** Gives descriptors numbers; how many have one, which the table now holds. */
  private static int install(Rights rights, Ancillary ancillary, DescriptorTable table, int flags) {
    int fitting = Math.min(rights.count(), ancillary.room() / Integer.BYTES);
    boolean closeOnExec = (flags & MSG_CMSG_CLOEXEC) != 0;
    int installed = 0;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment numbers = arena.allocate(JAVA_INT, Math.max(1, fitting));
      while (installed < fitting) {
        int number = table.reserve(0);
        if (number < 0) {
          break;
        }
        numbers.setAtIndex(JAVA_INT, installed, number);
        table.publish(number, rights.descriptors().get(installed++), closeOnExec);
      }
      if (installed > 0) {
        ancillary.put(SOL_SOCKET, Outgoing.SCM_RIGHTS, numbers, installed * Integer.BYTES);
      }
    }
    if (installed < rights.count()) {
      ancillary.addFlags(MSG_CTRUNC);
    }
    return installed;
  }
}
