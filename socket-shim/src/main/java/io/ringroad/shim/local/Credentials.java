package io.ringroad.shim.local;

import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.EPERM;
import static io.ringroad.shim.Errno.ESRCH;

import io.ringroad.ffm.linux.LibcIdentity;
import io.ringroad.shim.abi.Ucred;
import java.lang.foreign.MemorySegment;

/** Who sent a message or made a connection: the fields of {@link Ucred}. */
record Credentials(int pid, int uid, int gid) {
  private static final int OVERFLOW_ID = 65_534;

  /** What is said of a socket that has no peer. */
  static final Credentials NO_PEER = new Credentials(0, -1, -1);

  /** What is said of a message whose sender neither was asked to nor chose to tell. */
  static final Credentials UNKNOWN = new Credentials(0, OVERFLOW_ID, OVERFLOW_ID);

  /** What this process's messages carry: its real user. */
  static Credentials ofMessages() {
    return new Credentials(ownPid(), LibcIdentity.userId(), LibcIdentity.groupId());
  }

  /** What SO_PEERCRED says of this process: its effective user. */
  static Credentials ofPeer() {
    return new Credentials(
        ownPid(), LibcIdentity.effectiveUserId(), LibcIdentity.effectiveGroupId());
  }

  private static int ownPid() {
    return (int) ProcessHandle.current().pid();
  }

  static Credentials read(MemorySegment ucred) {
    return new Credentials(Ucred.pid(ucred), Ucred.uid(ucred), Ucred.gid(ucred));
  }

  void write(MemorySegment ucred) {
    Ucred.set(ucred, pid, uid, gid);
  }

  /**
   * Whether this process may claim to be these (scm_check_creds): itself always, anybody else if
   * its effective user is root.
   *
   * @return 0; {@code -EPERM}; {@code -ESRCH} for a process that is not there; {@code -EINVAL} for
   *     an id that is none
   */
  int checkClaim() {
    if (LibcIdentity.effectiveUserId() != 0 && !isOwn()) {
      return -EPERM;
    }
    if (pid <= 0 || ProcessHandle.of(pid).isEmpty()) {
      return -ESRCH;
    }
    return uid == -1 || gid == -1 ? -EINVAL : 0;
  }

  private boolean isOwn() {
    return pid == ownPid()
        && (uid == LibcIdentity.userId() || uid == LibcIdentity.effectiveUserId())
        && (gid == LibcIdentity.groupId() || gid == LibcIdentity.effectiveGroupId());
  }
}
