package io.ringroad.ffm.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Who this process is (credentials(7)). None of these calls fails. Any thread. */
public final class LibcIdentity {
  private static final MethodHandle GETUID = Downcall.of("getuid", JAVA_INT);
  private static final MethodHandle GETEUID = Downcall.of("geteuid", JAVA_INT);
  private static final MethodHandle GETGID = Downcall.of("getgid", JAVA_INT);
  private static final MethodHandle GETEGID = Downcall.of("getegid", JAVA_INT);

  private LibcIdentity() {}

  /** man 2 getuid. */
  public static int userId() {
    return call(GETUID);
  }

  /** man 2 geteuid. */
  public static int effectiveUserId() {
    return call(GETEUID);
  }

  /** man 2 getgid. */
  public static int groupId() {
    return call(GETGID);
  }

  /** man 2 getegid. */
  public static int effectiveGroupId() {
    return call(GETEGID);
  }

  private static int call(MethodHandle function) {
    try {
      MemorySegment state = Downcall.state();
      return (int) function.invokeExact(state);
    } catch (Throwable e) {
      throw Downcall.thrown(e);
    }
  }
}
