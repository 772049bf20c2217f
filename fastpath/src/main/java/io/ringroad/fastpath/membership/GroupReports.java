package io.ringroad.fastpath.membership;

import io.ringroad.fastpath.group.GroupMembership;
import io.ringroad.fastpath.membership.MessageSender.Older;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.timer.Timer;
import io.ringroad.fastpath.timer.TimerWheel;
import io.ringroad.fastpath.wire.IpAddress;
import io.ringroad.pmd.FrameCache;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;

/**
 * Tells routers which groups of one family one interface receives (RFC 3376 5, RFC 3810 6): at once
 * and again when that changes, and after a random delay when they ask; in the words of an older
 * version while a querier of that version is there. Used by the lane's thread alone.
 */
final class GroupReports {
  /** How often it is looked for an address to send from. */
  private static final long SOURCE_CHECK_NS = 1_000_000_000L;

  private static final int MAX_SOURCE_CHECKS = 60;

  /** Changes that come together are told together, as on Linux. */
  private static final long GATHERING_NS = 4_000_000L;

  private final MessageSender sender;
  private final ReportWriter writer;
  private final TimerWheel timers;
  private final RandomGenerator random;
  private final MembershipConfig config;
  private final CounterSet<MembershipCounter> counters;
  private final Querier querier;
  private final Map<IpAddress, ReportedGroup> groups = new LinkedHashMap<>();
  private final Set<ReportedGroup> changed = new LinkedHashSet<>();
  private final Timer changeTimer = newTimer(this::reportChanges);
  private final Timer generalTimer = newTimer(this::answerGeneral);
  private final Timer sourceTimer = newTimer(this::restate);
  private int sourceChecks;
  private int version = Query.SOURCES;
  private long lastChangeReportNs = Long.MIN_VALUE / 2;

  GroupReports(
      MessageSender sender,
      FrameCache frames,
      TimerWheel timers,
      RandomGenerator random,
      MembershipConfig config,
      CounterSet<MembershipCounter> counters) {
    this.sender = sender;
    this.writer = new ReportWriter(sender, frames, counters);
    this.timers = timers;
    this.random = random;
    this.config = config;
    this.counters = counters;
    this.querier = new Querier(config);
  }

  private static Timer newTimer(LongConsumer action) {
    return new Timer() {
      @Override
      protected void onExpiry(long nowNs) {
        action.accept(nowNs);
      }
    };
  }

  // ---- changes ----

  /**
   * Takes what the interface receives of a group from now on.
   *
   * @param after null if there is no member any more
   */
  void onChange(long high, long low, GroupMembership after, long nowNs) {
    if (!sender.isReported(high, low)) {
      return;
    }
    adaptVersion(nowNs);
    IpAddress key = new IpAddress(high, low);
    ReportedGroup group = groups.computeIfAbsent(key, k -> new ReportedGroup(this, high, low));
    boolean before = group.isReceived();
    if (group.change(after, querier.robustness())) {
      if (version == Query.SOURCES) {
        group.dueNs = nowNs;
        changed.add(group);
        scheduleChanges(nowNs);
      } else {
        group.forgetChanges();
        onOlderChange(group, before, nowNs);
      }
    }
    forgetIfDone(group);
  }

  private void scheduleChanges(long atNs) {
    long earliestNs = Math.max(atNs, lastChangeReportNs + GATHERING_NS);
    if (!changeTimer.isArmed() || changeTimer.deadlineNs() - earliestNs > 0) {
      timers.schedule(changeTimer, earliestNs);
    }
  }

  /** RFC 3376 5.1: a report, and the times of those that repeat it. */
  private void reportChanges(long nowNs) {
    adaptVersion(nowNs);
    long againNs = nowNs + delay(config.unsolicitedIntervalNs());
    long nextNs = Long.MAX_VALUE;
    Iterator<ReportedGroup> each = changed.iterator();
    while (each.hasNext()) {
      ReportedGroup group = each.next();
      if (group.dueNs - nowNs <= 0) {
        group.writeChanges(writer);
        group.dueNs = againNs;
      }
      if (group.hasChanges()) {
        nextNs = Math.min(nextNs, group.dueNs);
      } else {
        each.remove();
        forgetIfDone(group);
      }
    }
    writer.flush();
    lastChangeReportNs = nowNs;
    if (!sender.hasSource() && !sourceTimer.isArmed()) {
      sourceChecks = 0;
      timers.schedule(sourceTimer, nowNs + SOURCE_CHECK_NS);
    }
    if (nextNs != Long.MAX_VALUE) {
      scheduleChanges(nextNs);
    }
  }

  /** RFC 3590 4: what was said from no address is said again once there is one. */
  private void restate(long nowNs) {
    if (!sender.hasSource()) {
      if (++sourceChecks < MAX_SOURCE_CHECKS) {
        timers.schedule(sourceTimer, nowNs + SOURCE_CHECK_NS);
      }
      return;
    }
    adaptVersion(nowNs);
    for (ReportedGroup group : groups.values()) {
      if (version != Query.SOURCES && group.isReceived()) {
        onOlderChange(group, false, nowNs);
      } else if (group.isReceived()) {
        group.restate(querier.robustness());
        group.dueNs = nowNs;
        changed.add(group);
      }
    }
    if (!changed.isEmpty()) {
      scheduleChanges(nowNs);
    }
  }

  /** Tells routers at once that nothing is received any more: the interface goes down. */
  void leaveAll(long nowNs) {
    adaptVersion(nowNs);
    for (ReportedGroup group : groups.values()) {
      boolean before = group.isReceived();
      group.change(null, 1);
      if (version == Query.SOURCES) {
        group.writeChanges(writer);
      } else {
        onOlderChange(group, before, nowNs);
      }
      timers.cancel(group);
    }
    writer.flush();
    forgetAnswersAndChanges();
    groups.clear();
  }

  // ---- answers ----

  /** Takes a query that was found to be in order. */
  void onQuery(Query query, long nowNs) {
    counters.increment(MembershipCounter.QUERIES_RECEIVED);
    if (query.version() != Query.SOURCES) {
      counters.increment(MembershipCounter.OLDER_QUERIES_RECEIVED);
    }
    querier.onQuery(query, nowNs);
    adaptVersion(nowNs);
    long atNs = nowNs + delay(query.maxResponseNs());
    if (version != Query.SOURCES) {
      onOlderQuery(query, atNs);
    } else if (!generalTimer.isArmed() || generalTimer.deadlineNs() - atNs > 0) {
      // RFC 3376 5.2, rule 1: an answer about everything that is due before will do.
      schedule(query, atNs);
    }
  }

  private void schedule(Query query, long atNs) {
    if (query.isGeneral()) {
      if (groups.values().stream().anyMatch(ReportedGroup::isReceived)) {
        timers.schedule(generalTimer, atNs); // rule 2
      }
      return;
    }
    ReportedGroup group = groups.get(new IpAddress(query.groupHigh(), query.groupLow()));
    if (group != null && group.isReceived()) {
      group.ask(query.sources());
      advance(group, atNs);
    }
  }

  private void advance(Timer timer, long atNs) {
    if (!timer.isArmed() || timer.deadlineNs() - atNs > 0) {
      timers.schedule(timer, atNs);
    }
  }

  private void answerGeneral(long nowNs) {
    adaptVersion(nowNs);
    if (version == Query.SOURCES) {
      groups.values().forEach(each -> each.writeState(writer));
      writer.flush();
    }
  }

  void onGroupTimer(ReportedGroup group, long nowNs) {
    adaptVersion(nowNs);
    if (version == Query.SOURCES) {
      group.writeAnswer(writer);
      writer.flush();
    } else if (group.isReceived()) {
      sendOlderReport(group, nowNs);
    }
    forgetIfDone(group);
  }

  // ---- older versions ----

  /** RFC 3376 7.2.1: with another version nothing that waits has a meaning any more. */
  private void adaptVersion(long nowNs) {
    int current = querier.version(nowNs);
    if (current != version) {
      version = current;
      groups.values().forEach(timers::cancel);
      forgetAnswersAndChanges();
      groups.values().removeIf(group -> !group.isReceived());
    }
  }

  private void forgetAnswersAndChanges() {
    timers.cancel(changeTimer);
    timers.cancel(generalTimer);
    timers.cancel(sourceTimer);
    changed.clear();
    groups.values().forEach(ReportedGroup::forgetChanges);
  }

  /** RFC 2236 3, RFC 2710 4: a report at once and some more for a new group, a leave for an old. */
  private void onOlderChange(ReportedGroup group, boolean before, long nowNs) {
    if (group.isReceived() == before) {
      return;
    }
    if (group.isReceived()) {
      group.unsolicitedReports = querier.robustness();
      timers.schedule(group, nowNs);
      return;
    }
    timers.cancel(group);
    if (group.lastReporter && version != Query.SIMPLE) {
      count(
          sender.sendOlder(Older.LEAVE, group.high(), group.low()), MembershipCounter.LEAVES_SENT);
    }
    group.lastReporter = false;
  }

  private void onOlderQuery(Query query, long atNs) {
    for (ReportedGroup group : groups.values()) {
      boolean asked = query.isGeneral() || isOf(group, query.groupHigh(), query.groupLow());
      if (asked && group.isReceived()) {
        advance(group, atNs);
      }
    }
  }

  private static boolean isOf(ReportedGroup group, long high, long low) {
    return group.low() == low && group.high() == high;
  }

  private void sendOlderReport(ReportedGroup group, long nowNs) {
    Older what = version == Query.SIMPLE ? Older.SIMPLE_REPORT : Older.REPORT;
    group.lastReporter = true;
    count(sender.sendOlder(what, group.high(), group.low()), MembershipCounter.OLDER_REPORTS_SENT);
    if (group.unsolicitedReports > 0 && --group.unsolicitedReports > 0) {
      timers.schedule(group, nowNs + delay(config.olderUnsolicitedIntervalNs()));
    }
  }

  private void count(boolean sent, MembershipCounter what) {
    counters.increment(sent ? what : MembershipCounter.NO_FRAME);
  }

  /** Another host's report of an older version: ours would say nothing new (RFC 2236 3). */
  void onReport(long high, long low, long nowNs) {
    counters.increment(MembershipCounter.OTHERS_REPORTS);
    adaptVersion(nowNs);
    ReportedGroup group = groups.get(new IpAddress(high, low));
    if (version != Query.SOURCES && group != null && group.isArmed()) {
      counters.increment(MembershipCounter.REPORTS_SUPPRESSED);
      timers.cancel(group);
      group.unsolicitedReports = 0;
      group.lastReporter = false;
    }
  }

  private long delay(long mostNs) {
    return random.nextLong(mostNs) + 1;
  }

  private void forgetIfDone(ReportedGroup group) {
    if (!group.isReceived() && !group.hasChanges() && !group.isArmed()) {
      groups.remove(new IpAddress(group.high(), group.low()));
    }
  }
}
