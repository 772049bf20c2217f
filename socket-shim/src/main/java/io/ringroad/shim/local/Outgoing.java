package io.ringroad.shim.local;

import static io.ringroad.shim.Errno.EBADF;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ETOOMANYREFS;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import io.ringroad.shim.abi.Cmsghdr;
import io.ringroad.shim.abi.Ucred;
import io.ringroad.shim.fd.Descriptor;
import io.ringroad.shim.fd.DescriptorSlot;
import io.ringroad.shim.fd.DescriptorTable;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** What one sendmsg(2) passes along: read from its control data, checked as {@code __scm_send}. */
final class Outgoing {
  /** SCM_RIGHTS. */
  static final int SCM_RIGHTS = 1;

  /** SCM_CREDENTIALS. */
  static final int SCM_CREDENTIALS = 2;

  private final List<Descriptor> descriptors = new ArrayList<>(0);
  private Credentials claimed;

  /** What was read, or a negated errno. */
  static int read(MemorySegment control, Outgoing into, DescriptorTable table, InFlight inFlight) {
    int result = into.readAll(control, table);
    if (result == 0 && !into.descriptors.isEmpty() && inFlight.count() > table.limit()) {
      result = -ETOOMANYREFS;
    }
    if (result != 0) {
      into.release();
    }
    return result;
  }

  private int readAll(MemorySegment control, DescriptorTable table) {
    for (long at = Cmsghdr.first(control); at >= 0; at = Cmsghdr.next(control, at)) {
      if (!Cmsghdr.isWhole(control, at)) {
        return -EINVAL;
      }
      if (Cmsghdr.level(control, at) == SOL_SOCKET) {
        MemorySegment data = control.asSlice(at + Cmsghdr.SIZE, Cmsghdr.dataLength(control, at));
        int result =
            switch (Cmsghdr.type(control, at)) {
              case SCM_RIGHTS -> addRights(data, table);
              case SCM_CREDENTIALS -> claim(data);
              default -> -EINVAL;
            };
        if (result != 0) {
          return result;
        }
      }
    }
    return 0;
  }

  private int addRights(MemorySegment numbers, DescriptorTable table) {
    int count = (int) (numbers.byteSize() / Integer.BYTES);
    if (descriptors.size() + count > Rights.MAX_DESCRIPTORS) {
      return -EINVAL;
    }
    for (int i = 0; i < count; i++) {
      try (DescriptorSlot slot =
          table.acquire(numbers.get(JAVA_INT_UNALIGNED, (long) i * Integer.BYTES))) {
        if (!slot.isOpen()) {
          return -EBADF;
        }
        slot.descriptor().retain();
        descriptors.add(slot.descriptor());
      }
    }
    return 0;
  }

  private int claim(MemorySegment ucred) {
    if (ucred.byteSize() != Ucred.SIZE) {
      return -EINVAL;
    }
    claimed = Credentials.read(ucred);
    return claimed.checkClaim();
  }

  boolean hasRights() {
    return !descriptors.isEmpty();
  }

  /** The descriptors, for one message alone; null if there are none, or none left. */
  Rights takeRights() {
    if (descriptors.isEmpty()) {
      return null;
    }
    Rights rights = new Rights(descriptors);
    descriptors.clear();
    return rights;
  }

  /** Drops descriptors that no message has taken. */
  void release() {
    Rights left = takeRights();
    if (left != null) {
      left.release();
    }
  }

  /** Whom a message from one socket to another says that it comes from. */
  Credentials credentials(UnixSocket from, UnixSocket to) {
    if (claimed != null) {
      return claimed;
    }
    boolean asked = from.passCredentials || to != null && to.passCredentials;
    return asked ? Credentials.ofMessages() : Credentials.UNKNOWN;
  }
}
