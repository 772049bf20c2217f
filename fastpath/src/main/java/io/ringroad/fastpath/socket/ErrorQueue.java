package io.ringroad.fastpath.socket;

import java.util.ArrayDeque;

/**
 * Reports that wait for MSG_ERRQUEUE. Any thread. It has a lock, which a lane takes for a report
 * alone, and only of a socket that has asked for reports.
 */
final class ErrorQueue {
  private final ArrayDeque<SocketError> reports = new ArrayDeque<>(4);
  private int chargedBytes;
  private int copiedSends;

  /** Adds a report, unless those that wait fill the socket's receive buffer. */
  synchronized boolean offer(SocketError report, int limitBytes) {
    SocketError last = reports.peekLast();
    SocketError joined = last == null ? null : last.joined(report);
    if (joined != null) {
      reports.removeLast();
      reports.addLast(joined);
      return true;
    }
    // sock_queue_err_skb: one that would fill the buffer does not fit any more.
    if (chargedBytes + report.chargeBytes() >= limitBytes) {
      return false;
    }
    chargedBytes += report.chargeBytes();
    reports.addLast(report);
    return true;
  }

  /** Reports that a send without a copy, the next of the socket, is done with. */
  synchronized boolean offerCopied(long nowNs, int limitBytes) {
    int number = copiedSends++;
    return offer(SocketError.copied(number, number, nowNs), limitBytes);
  }

  /** The next report, null if there is none. */
  synchronized SocketError peek() {
    return reports.peekFirst();
  }

  /** Takes the next report, null if there is none. */
  synchronized SocketError poll() {
    SocketError report = reports.pollFirst();
    if (report != null) {
      chargedBytes -= report.chargeBytes();
    }
    return report;
  }

  synchronized void clear() {
    reports.clear();
    chargedBytes = 0;
  }
}
