package io.ringroad.fastpath.membership;

import io.ringroad.fastpath.group.SourceList;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;

/**
 * Packs group records into as few reports as they go into (RFC 3376 4.2, RFC 3810 5.2). A report:
 *
 * <pre>
 *   0               1               2               3
 *   +---------------+---------------+-------------------------------+
 *   | the family's own: type, checksum, number of records           |  0
 *   |                                                               |  4
 *   +---------------+---------------+-------------------------------+
 *   | record type   | 0             | number of sources             |  8
 *   +---------------+---------------+-------------------------------+
 *   | group, 4 or 16 bytes                                          | 12
 *   +---------------------------------------------------------------+
 *   | sources, 4 or 16 bytes each                                   |
 *   +---------------------------------------------------------------+
 *   | more records ...                                              |
 * </pre>
 */
final class ReportWriter {
  private static final int HEADER_BYTES = 8;
  private static final int RECORD_HEADER_BYTES = 4;

  private final MessageSender sender;
  private final FrameCache frames;
  private final CounterSet<MembershipCounter> counters;
  private final Frame frame = new Frame();
  private boolean open;
  private int records;

  ReportWriter(MessageSender sender, FrameCache frames, CounterSet<MembershipCounter> counters) {
    this.sender = sender;
    this.frames = frames;
    this.counters = counters;
  }

  /** Adds a record, in as many pieces as it takes. */
  void record(int type, long groupHigh, long groupLow, SourceList sources) {
    if (open && frame.length() + bytes(sources.size()) > sender.maxReportBytes()) {
      flush();
    }
    int from = 0;
    do {
      if (!open && !begin()) {
        return; // the report that repeats this one may have more luck
      }
      int room = sender.maxReportBytes() - frame.length() - bytes(0);
      int count = Math.min(sources.size() - from, room / sender.addressBytes());
      write(type, groupHigh, groupLow, sources, from, count);
      from += count;
      if (from < sources.size()) {
        flush();
      }
      // RFC 3376 4.2.16: an exclude list that is too long is cut, others go on in a next record.
    } while (from < sources.size() && !RecordType.excludes(type));
  }

  private int bytes(int sources) {
    return RECORD_HEADER_BYTES + sender.addressBytes() * (1 + sources);
  }

  private boolean begin() {
    long address = frames.allocate();
    if (address == 0) {
      counters.increment(MembershipCounter.NO_FRAME);
      return false;
    }
    frame.wrap(address).append(HEADER_BYTES);
    open = true;
    records = 0;
    return true;
  }

  private void write(
      int type, long groupHigh, long groupLow, SourceList sources, int from, int count) {
    long at = frame.append(bytes(count));
    NativeMemory.putIntBe(at, type << 24 | count);
    at = writeAddress(at + RECORD_HEADER_BYTES, groupHigh, groupLow);
    for (int place = from; place < from + count; place++) {
      at = writeAddress(at, sources.high(place), sources.low(place));
    }
    records++;
  }

  private long writeAddress(long at, long high, long low) {
    if (sender.addressBytes() == Integer.BYTES) {
      NativeMemory.putIntBe(at, (int) low);
    } else {
      NativeMemory.putLongBe(at, high);
      NativeMemory.putLongBe(at + Long.BYTES, low);
    }
    return at + sender.addressBytes();
  }

  /** Sends what has been collected. */
  void flush() {
    if (open) {
      open = false;
      counters.increment(MembershipCounter.REPORTS_SENT);
      sender.sendReport(frame, records);
    }
  }
}
