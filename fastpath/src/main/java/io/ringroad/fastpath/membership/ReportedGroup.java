package io.ringroad.fastpath.membership;

import io.ringroad.fastpath.group.GroupMembership;
import io.ringroad.fastpath.group.SourceList;
import io.ringroad.fastpath.timer.Timer;
import io.ringroad.fastpath.wire.IpAddress;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A group as routers are told of it: its filter, the changes that they have not been told often
 * enough (RFC 3376 5.1), and the answer that they wait for (5.2), whose timer this is. A group
 * without a state is one that includes nothing.
 */
final class ReportedGroup extends Timer {
  /** What a flood of queries can make us remember of one group. */
  private static final int MAX_QUERIED = 512;

  private final GroupReports owner;
  private final long high;
  private final long low;
  private boolean exclude;
  private SourceList sources = SourceList.EMPTY;

  /** How many reports are still to say that the mode has changed. */
  private int modeReports;

  /** How many reports are still to name a source whose state has changed. */
  private final Map<IpAddress, Integer> sourceReports = new LinkedHashMap<>();

  /** The sources that an answer is to speak of, empty for all; null if none is awaited. */
  private SourceList queried;

  /** When changes are to be reported (again). */
  long dueNs;

  /** How many reports of an older version are still to be sent unasked. */
  int unsolicitedReports;

  /** Whether the last report of an older version was ours (RFC 2236 6). */
  boolean lastReporter;

  ReportedGroup(GroupReports owner, long high, long low) {
    this.owner = owner;
    this.high = high;
    this.low = low;
  }

  long high() {
    return high;
  }

  long low() {
    return low;
  }

  /** Whether anything is received of the group. */
  boolean isReceived() {
    return exclude || !sources.isEmpty();
  }

  /**
   * Takes what is received from now on.
   *
   * @param after null if there is no member any more
   * @param robustness how often to report it
   * @return whether there is something to report
   */
  boolean change(GroupMembership after, int robustness) {
    boolean newExclude = after != null && after.exclude();
    SourceList newSources = after == null ? SourceList.EMPTY : after.named();
    boolean changed = newExclude != exclude;
    if (changed) {
      modeReports = robustness;
      sourceReports.clear(); // the new list says it all
    } else {
      SourceList different = newSources.minus(sources).or(sources.minus(newSources));
      for (int i = 0; i < different.size(); i++) {
        sourceReports.put(new IpAddress(different.high(i), different.low(i)), robustness);
      }
      changed = !different.isEmpty();
    }
    exclude = newExclude;
    sources = newSources;
    return changed;
  }

  /** Makes a group that is received new to those who are told of it. */
  void restate(int robustness) {
    if (exclude) {
      modeReports = robustness;
      return;
    }
    for (int i = 0; i < sources.size(); i++) {
      sourceReports.put(new IpAddress(sources.high(i), sources.low(i)), robustness);
    }
  }

  /** Whether a change has to be reported (again). */
  boolean hasChanges() {
    return modeReports > 0 || !sourceReports.isEmpty();
  }

  void forgetChanges() {
    modeReports = 0;
    sourceReports.clear();
    unsolicitedReports = 0;
    queried = null;
  }

  /** RFC 3376 5.1: the records of a state-change report, after which one less is to be sent. */
  void writeChanges(ReportWriter writer) {
    if (modeReports > 0) {
      modeReports--;
      int type = exclude ? RecordType.CHANGE_TO_EXCLUDE : RecordType.CHANGE_TO_INCLUDE;
      writer.record(type, high, low, sources);
    } else if (exclude) {
      writeSources(writer, RecordType.BLOCK_OLD_SOURCES);
      writeSources(writer, RecordType.ALLOW_NEW_SOURCES);
    } else {
      writeSources(writer, RecordType.ALLOW_NEW_SOURCES);
      writeSources(writer, RecordType.BLOCK_OLD_SOURCES);
    }
    sourceReports.replaceAll((source, left) -> left - 1);
    sourceReports.values().removeIf(left -> left == 0);
  }

  private void writeSources(ReportWriter writer, int type) {
    boolean wanted = type == RecordType.ALLOW_NEW_SOURCES;
    long[] named = new long[2 * sourceReports.size()];
    int length = 0;
    for (IpAddress each : sourceReports.keySet()) {
      boolean isWanted = exclude != sources.contains(each.high(), each.low());
      if (isWanted == wanted) {
        named[length++] = each.high();
        named[length++] = each.low();
      }
    }
    if (length > 0) {
      writer.record(type, high, low, SourceList.of(Arrays.copyOf(named, length)));
    }
  }

  /** A current-state record (RFC 3376 5.2), if anything is received. */
  void writeState(ReportWriter writer) {
    if (isReceived()) {
      int type = exclude ? RecordType.MODE_IS_EXCLUDE : RecordType.MODE_IS_INCLUDE;
      writer.record(type, high, low, sources);
    }
  }

  /** RFC 3376 5.2, rules 3 to 5: what an answer is to speak of, with what it was to already. */
  void ask(SourceList asked) {
    boolean all = asked.isEmpty() || queried != null && queried.isEmpty();
    SourceList together = all || queried == null ? asked : queried.or(asked);
    queried = all || together.size() > MAX_QUERIED ? SourceList.EMPTY : together;
  }

  /** The answer to what was asked about this group, if there is anything to say. */
  void writeAnswer(ReportWriter writer) {
    SourceList asked = queried;
    queried = null;
    if (asked == null || asked.isEmpty()) {
      writeState(writer);
      return;
    }
    SourceList wanted = exclude ? asked.minus(sources) : sources.and(asked);
    if (!wanted.isEmpty()) {
      writer.record(RecordType.MODE_IS_INCLUDE, high, low, wanted);
    }
  }

  @Override
  protected void onExpiry(long nowNs) {
    owner.onGroupTimer(this, nowNs);
  }
}
