package io.ringroad.fastpath.ip6;

import io.ringroad.fastpath.ip.IpCounter;
import io.ringroad.fastpath.ip.IpPacket;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;

/**
 * The options of hop-by-hop and destination options headers (RFC 8200 4.2). Of those that are
 * understood none says anything to a host that does not forward; the others say by the upper two
 * bits of their type what is to become of the packet.
 */
final class HeaderOptions {
  /** The code of "parameter problem" (RFC 4443 3.4). */
  private static final int UNKNOWN_OPTION = 2;

  private static final int PAD_1 = 0;
  private static final int PAD_N = 1;

  /** RFC 2711: for routers, and for who listens to MLD, who looks for it himself. */
  private static final int ROUTER_ALERT = 5;

  private static final int ACTION_SHIFT = 6;
  private static final int ACTION_SKIP = 0;
  private static final int ACTION_DISCARD = 1;
  private static final int ACTION_REPORT_ALWAYS = 2;

  private static final int FIRST_OPTION = 2;

  /** As on Linux: more padding than alignment can ask for is a hiding place. */
  private static final int MAX_PADDING = 7;

  private final CounterSet<IpCounter> counters;
  private Ipv6Errors errors;

  HeaderOptions(CounterSet<IpCounter> counters) {
    this.counters = counters;
  }

  void errors(Ipv6Errors errors) {
    this.errors = errors;
  }

  /**
   * Goes through the options of a header.
   *
   * @param frame whose data begins at the IPv6 header
   * @param start where the options header is, counted from there
   * @return false if the packet is to be dropped
   */
  boolean process(Frame frame, IpPacket packet, int start, int length, long nowNs) {
    int end = start + length;
    int at = start + FIRST_OPTION;
    int padding = 0;
    while (at < end) {
      int type = NativeMemory.getUnsignedByte(frame.data() + at);
      int optionLength = type == PAD_1 ? 1 : lengthOf(frame, at, end);
      if (optionLength == 0) {
        return malformed();
      }
      padding = type == PAD_1 || type == PAD_N ? padding + optionLength : 0;
      if (padding > MAX_PADDING || type == PAD_N && !isBlank(frame, at, optionLength)) {
        return malformed();
      }
      if (type > PAD_N && type != ROUTER_ALERT && !tolerates(frame, packet, type, at, nowNs)) {
        return false;
      }
      at += optionLength;
    }
    return true;
  }

  /** Bytes of an option with its type and length; 0 if it does not fit into its header. */
  private static int lengthOf(Frame frame, int at, int end) {
    if (at + 1 >= end) {
      return 0;
    }
    int length = 2 + NativeMemory.getUnsignedByte(frame.data() + at + 1);
    return at + length <= end ? length : 0;
  }

  private static boolean isBlank(Frame frame, int at, int length) {
    for (int i = 2; i < length; i++) {
      if (NativeMemory.getByte(frame.data() + at + i) != 0) {
        return false;
      }
    }
    return true;
  }

  private boolean malformed() {
    counters.increment(IpCounter.RECEIVE_BAD_OPTIONS);
    return false;
  }

  /** RFC 8200 4.2: what the type of an option that is not known asks for. */
  private boolean tolerates(Frame frame, IpPacket packet, int type, int at, long nowNs) {
    int action = type >>> ACTION_SHIFT;
    if (action == ACTION_SKIP) {
      return true;
    }
    counters.increment(IpCounter.RECEIVE_BAD_OPTIONS);
    boolean report =
        action == ACTION_REPORT_ALWAYS || action != ACTION_DISCARD && !packet.multicast();
    if (report && errors != null) {
      packet.header(packet.protocol(), packet.trafficClass(), packet.hopLimit(), 0);
      errors.reportParameterProblem(frame, packet, UNKNOWN_OPTION, at, nowNs);
    }
    return false;
  }
}
