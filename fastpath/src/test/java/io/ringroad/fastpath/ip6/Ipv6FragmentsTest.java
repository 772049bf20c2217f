package io.ringroad.fastpath.ip6;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.fragment.FragmentCounter;
import io.ringroad.fastpath.fragment.ReassemblyConfig;
import io.ringroad.fastpath.ip.IpPacket;
import io.ringroad.fastpath.stats.CounterMemory;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.testing.TestHost;
import io.ringroad.fastpath.timer.TimerWheel;
import io.ringroad.fastpath.wire.IpAddress;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;
import io.ringroad.pmd.NativeFramePool;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What RFC 8200 4.5 says of fragments, beyond what is the same for both versions. */
class Ipv6FragmentsTest {
  private static final IpAddress PEER = IpAddresses.parse("fd00::9");
  private static final IpAddress HOST = IpAddresses.parse("fd00::1");
  private static final int FRAGMENT = 44;
  private static final int DESTINATION_OPTIONS = 60;
  private static final int UDP = 17;
  private static final int TCP = 6;

  private final NativeFramePool pool = new NativeFramePool(64);
  private final FrameCache frames = new FrameCache(pool, 8);
  private final TimerWheel timers = new TimerWheel(0);
  private final CounterSet<FragmentCounter> counters =
      CounterMemory.inProcess(64).counters(FragmentCounter.class, "test");
  private final Ipv6Fragments fragments =
      new Ipv6Fragments(
          frames,
          timers,
          ReassemblyConfig.of(64, 1, ReassemblyConfig.IPV6_TIMEOUT_NS),
          counters,
          4711);
  private final List<String> reported = new ArrayList<>();
  private final Frame frame = new Frame();

  Ipv6FragmentsTest() {
    fragments.errors(
        new Ipv6Errors() {
          @Override
          public void report(
              Frame about, IpPacket packet, int type, int code, int rest, long nowNs) {
            reported.add(type + "/" + code);
          }

          @Override
          public void reportParameterProblem(
              Frame about, IpPacket packet, int code, int pointer, long nowNs) {
            reported.add("problem " + code + " at " + pointer);
          }
        });
  }

  @AfterEach
  void nothingIsLost() {
    fragments.clear();
    frames.drain();
    assertEquals(0, pool.inUse(), "frames that did not come back");
  }

  /** A fragment of a packet whose headers are those given; {@code next} is the payload's. */
  private static byte[] packet(byte[] extension, int next, int offset, boolean more, byte[] part) {
    int headers = 40 + extension.length + 8;
    return ByteBuffer.allocate(headers + part.length)
        .putInt(0x6000_0000)
        .putShort((short) (headers - 40 + part.length))
        .put((byte) (extension.length > 0 ? DESTINATION_OPTIONS : FRAGMENT))
        .put((byte) 64)
        .putLong(PEER.high())
        .putLong(PEER.low())
        .putLong(HOST.high())
        .putLong(HOST.low())
        .put(extension)
        .put((byte) next)
        .put((byte) 0)
        .putShort((short) (offset | (more ? 1 : 0)))
        .putInt(77)
        .put(part)
        .array();
  }

  private boolean add(byte[] extension, int next, int offset, boolean more, byte[] part) {
    byte[] bytes = packet(extension, next, offset, more, part);
    frame.wrap(frames.allocate()).appendCopyOf(bytes, 0, bytes.length);
    IpPacket described =
        new IpPacket()
            .addresses(PEER.high(), PEER.low(), HOST.high(), HOST.low())
            .header(next, 0, 64, 40)
            .arrival(1, false, false, false);
    return fragments.add(frame, described, 40 + extension.length, extension.length > 0 ? 40 : 6, 0);
  }

  private byte[] taken() {
    byte[] whole = new byte[frame.packetLength()];
    frame.copyTo(whole);
    frames.free(frame.address());
    return whole;
  }

  private static byte[] part(int from, int to) {
    return Arrays.copyOfRange(TestHost.pattern(to, 3), from, to);
  }

  @Test
  void theFragmentHeaderIsTakenOut() {
    assertFalse(add(new byte[0], UDP, 1_000, false, part(1_000, 1_500)));
    assertTrue(add(new byte[0], UDP, 0, true, part(0, 1_000)));
    byte[] whole = taken();
    assertEquals(1_500, ByteBuffer.wrap(whole).getShort(4));
    assertEquals(UDP, whole[6]);
    assertArrayEquals(part(0, 1_500), Arrays.copyOfRange(whole, 40, whole.length));
  }

  @Test
  void headersBeforeItStayAndTheLastOfThemNamesWhatFollows() {
    byte[] options = {FRAGMENT, 0, 1, 4, 0, 0, 0, 0};
    assertFalse(add(options, UDP, 0, true, part(0, 1_000)));
    assertTrue(add(options, UDP, 1_000, false, part(1_000, 1_500)));
    byte[] whole = taken();
    assertEquals(DESTINATION_OPTIONS, whole[6]);
    assertEquals(UDP, whole[40]);
    assertEquals(1_508, ByteBuffer.wrap(whole).getShort(4));
    assertArrayEquals(part(0, 1_500), Arrays.copyOfRange(whole, 48, whole.length));
  }

  @Test
  void segmentsOfTcpLeaveInOneFrame() {
    add(new byte[0], TCP, 0, true, part(0, 800));
    assertTrue(add(new byte[0], TCP, 800, false, part(800, 1_400)));
    assertEquals(1, frame.segmentCount());
    taken();
  }

  /** RFC 5722. */
  @Test
  void anOverlapIsRefusedAndNobodyIsTold() {
    add(new byte[0], UDP, 0, true, part(0, 1_000));
    assertFalse(add(new byte[0], UDP, 992, false, part(992, 1_100)));
    assertEquals(1, counters.get(FragmentCounter.OVERLAPPING));
    assertEquals(0, counters.get(FragmentCounter.HELD));
    assertEquals(List.of(), reported);
  }

  @Test
  void lengthsThatCannotBeAreReported() {
    assertFalse(add(new byte[0], UDP, 0, true, part(0, 1_001)));
    assertFalse(add(new byte[0], UDP, 65_528, false, part(0, 8)));
    assertEquals(List.of("problem 0 at 4", "problem 0 at 42"), reported);
  }

  /** RFC 7112 5. */
  @Test
  void aFirstFragmentWithoutAllHeadersIsReported() {
    assertFalse(add(new byte[0], TCP, 0, true, part(0, 16)));
    byte[] options = {UDP, 1, 1, 4, 0, 0, 0, 0}; // says that it is longer
    assertFalse(add(new byte[0], DESTINATION_OPTIONS, 0, true, options));
    assertEquals(List.of("problem 3 at 0", "problem 3 at 0"), reported);
    assertEquals(2, counters.get(FragmentCounter.INCOMPLETE_HEADERS));
  }

  @Test
  void whoseRestDoesNotComeIsToldAfterSixtySeconds() {
    add(new byte[0], UDP, 0, true, part(0, 1_000));
    timers.advance(ReassemblyConfig.IPV6_TIMEOUT_NS - 1);
    assertEquals(List.of(), reported);
    timers.advance(ReassemblyConfig.IPV6_TIMEOUT_NS + TimerWheel.TICK_NS);
    assertEquals(List.of("3/1"), reported);
    add(new byte[0], UDP, 1_000, false, part(1_000, 1_500));
    timers.advance(3 * ReassemblyConfig.IPV6_TIMEOUT_NS);
    assertEquals(List.of("3/1"), reported, "nothing of one without a beginning");
  }
}
