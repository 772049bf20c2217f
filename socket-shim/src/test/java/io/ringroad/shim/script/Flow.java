package io.ringroad.shim.script;

import java.util.HashMap;
import java.util.Map;

/**
 * A connection as the remote sees it: its ports, and how the script's numbers become those on the
 * wire. The remote's sequence numbers lie a constant apart from the script's; the engine's are
 * learnt from its SYN; its timestamps from the first that it sends.
 */
final class Flow {
  private static final long MASK = 0xffff_ffffL;

  final int localPort;
  final int remotePort;
  final IpVersion ip;
  private final long remoteOffset;
  private final Map<Long, Long> liveTimestamps = new HashMap<>();
  private long localOffset = 0x2000_0000L;
  private boolean localKnown;
  private long timestampOffset;
  private boolean timestampKnown;
  private long lastTimestamp = -1;
  private long localIsn;
  private long remoteIsn;

  /**
   * @param remoteOffset what is added to the script's numbers of the remote
   */
  Flow(int localPort, int remotePort, long remoteOffset, IpVersion ip) {
    this.ip = ip;
    this.localPort = localPort;
    this.remotePort = remotePort;
    this.remoteOffset = remoteOffset;
  }

  boolean hasPorts(int local, int remote) {
    return localPort == local && remotePort == remote;
  }

  /** The script has the remote begin a connection; that may be the second of these ports. */
  void remoteSyn(long scriptSequence) {
    if (remoteIsn != scriptSequence) {
      localKnown = false;
    }
    remoteIsn = scriptSequence;
  }

  /** The engine sent a SYN: what the script calls its number is known from now on. */
  void localSyn(long liveSequence, long scriptSequence) {
    if (!localKnown) {
      localKnown = true;
      localOffset = liveSequence - scriptSequence & MASK;
      localIsn = scriptSequence;
    }
  }

  /** The engine sent a timestamp where the script has {@code scriptValue}. */
  void timestamp(long liveValue, long scriptValue) {
    if (!timestampKnown) {
      timestampKnown = true;
      timestampOffset = liveValue - scriptValue & MASK;
    }
    liveTimestamps.put(scriptValue, liveValue);
  }

  /** The engine sent a timestamp that the script may have no number for. */
  void sawTimestamp(long liveValue) {
    lastTimestamp = liveValue;
  }

  /** What to echo; the last that was sent, if the script has not named any. */
  long liveTimestamp(long scriptValue) {
    Long seen = liveTimestamps.get(scriptValue);
    if (seen != null) {
      return seen;
    }
    return timestampKnown || lastTimestamp < 0
        ? scriptValue + timestampOffset & MASK
        : lastTimestamp;
  }

  long scriptTimestamp(long liveValue) {
    return liveValue - timestampOffset & MASK;
  }

  long liveRemote(long sequence) {
    return sequence + remoteOffset & MASK;
  }

  long scriptRemote(long sequence) {
    return sequence - remoteOffset & MASK;
  }

  long liveLocal(long sequence) {
    return sequence + localOffset & MASK;
  }

  long scriptLocal(long sequence) {
    return sequence - localOffset & MASK;
  }

  /** Where in the remote's stream a byte is. */
  long remotePosition(long scriptSequence) {
    return (int) (scriptSequence - remoteIsn);
  }

  /** Where in the engine's stream a byte is. */
  long localPosition(long scriptSequence) {
    return (int) (scriptSequence - localIsn);
  }
}
