package io.ringroad.fastpath.membership;

import io.ringroad.pmd.Frame;

/** One family's membership messages on one link. Called on the lane's thread. */
interface MessageSender {
  /** What {@link #sendOlder} says. */
  enum Older {
    /** IGMPv1's membership report. */
    SIMPLE_REPORT,
    /** IGMPv2's membership report, MLDv1's multicast listener report. */
    REPORT,
    /** IGMPv2's leave group, MLDv1's multicast listener done. */
    LEAVE
  }

  /** Bytes of an address: 4 or 16. */
  int addressBytes();

  /** Most bytes of a report with its own header: what goes into the link's MTU. */
  int maxReportBytes();

  /** Whether a group is told to routers at all. */
  boolean isReported(long groupHigh, long groupLow);

  /** Whether routers will believe what is sent: it comes from an address of the right kind. */
  default boolean hasSource() {
    return true;
  }

  /**
   * Sends a report of the newest version.
   *
   * @param frame whose data are eight bytes that are this sender's to fill, and group records; the
   *     sender's from now on
   * @param records how many
   */
  void sendReport(Frame frame, int records);

  /**
   * Sends a message of an older version about a group.
   *
   * @return false if there was no frame for it
   */
  boolean sendOlder(Older what, long groupHigh, long groupLow);
}
