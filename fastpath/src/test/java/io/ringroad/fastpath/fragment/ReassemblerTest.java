package io.ringroad.fastpath.fragment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.stats.CounterMemory;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.testing.TestHost;
import io.ringroad.fastpath.timer.TimerWheel;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;
import io.ringroad.pmd.NativeFramePool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReassemblerTest {
  private static final long TIMEOUT_NS = ReassemblyConfig.IPV4_TIMEOUT_NS;
  private static final int MAX_FRAMES = 40;
  private static final int MAX_FRAMES_OF_ONE = 30;
  private static final int MAX_BYTES = 65_515;

  private record Piece(int offset, byte[] bytes, boolean more) {}

  private final NativeFramePool pool = new NativeFramePool(256);
  private final FrameCache frames = new FrameCache(pool, 16);
  private final TimerWheel timers = new TimerWheel(0);
  private final CounterSet<FragmentCounter> counters =
      CounterMemory.inProcess(64).counters(FragmentCounter.class, "test");
  private final List<Integer> toldOf = new ArrayList<>();
  private final Reassembler reassembler =
      new Reassembler(
          frames,
          timers,
          new ReassemblyConfig(MAX_FRAMES, MAX_FRAMES_OF_ONE, TIMEOUT_NS),
          (first, nowNs) -> toldOf.add(first.mark()),
          counters,
          4711);
  private final Frame frame = new Frame();
  private long nowNs;
  private byte[] whole;

  @AfterEach
  void nothingIsLost() {
    reassembler.clear();
    assertEquals(0, reassembler.heldFrames());
    assertEquals(0, timers.size());
    frames.drain();
    assertEquals(0, pool.inUse(), "frames that did not come back");
  }

  private long count(FragmentCounter counter) {
    return counters.get(counter);
  }

  private boolean add(int id, Piece piece) {
    return add(id, piece, 0);
  }

  /** Whether the fragment made a packet whole, whose bytes are then in {@link #whole}. */
  private boolean add(int id, Piece piece, int ecn) {
    frame.wrap(frames.allocate()).appendCopyOf(piece.bytes, 0, piece.bytes.length);
    frame.mark(id);
    long first =
        reassembler
            .packet(1, 2, 3, 4, 17, id)
            .add(frame, piece.offset, piece.more, MAX_BYTES, ecn, nowNs);
    if (first == 0) {
      return false;
    }
    whole = new byte[frame.wrap(first).packetLength()];
    frame.copyTo(whole);
    frames.free(first);
    return true;
  }

  private static Piece piece(int offset, int length, boolean more) {
    return new Piece(offset, part(offset, length), more);
  }

  private static byte[] part(int offset, int length) {
    return Arrays.copyOfRange(TestHost.pattern(offset + length, 5), offset, offset + length);
  }

  private static List<Piece> cut(int length, int pieceBytes) {
    List<Piece> pieces = new ArrayList<>();
    for (int at = 0; at < length; at += pieceBytes) {
      int bytes = Math.min(pieceBytes, length - at);
      pieces.add(piece(at, bytes, at + bytes < length));
    }
    return pieces;
  }

  @Test
  void fragmentsMakeThePacketInWhateverOrderTheyCome() {
    List<Piece> pieces = cut(3_205, 800);
    int id = 0;
    for (List<Piece> order : permutations(pieces)) {
      id++;
      for (int i = 0; i < order.size(); i++) {
        assertEquals(i == order.size() - 1, add(id, order.get(i)));
      }
      assertArrayEquals(part(0, 3_205), whole);
    }
    assertEquals(120, count(FragmentCounter.REASSEMBLED));
    assertEquals(600, count(FragmentCounter.RECEIVED));
    assertEquals(0, count(FragmentCounter.HELD));
  }

  private static List<List<Piece>> permutations(List<Piece> of) {
    if (of.isEmpty()) {
      return List.of(List.of());
    }
    List<List<Piece>> all = new ArrayList<>();
    for (int i = 0; i < of.size(); i++) {
      List<Piece> rest = new ArrayList<>(of);
      Piece first = rest.remove(i);
      for (List<Piece> order : permutations(rest)) {
        List<Piece> longer = new ArrayList<>(List.of(first));
        longer.addAll(order);
        all.add(longer);
      }
    }
    return all;
  }

  @Test
  void whatIsThereAlreadyIsIgnored() {
    assertFalse(add(1, piece(0, 800, true)));
    assertFalse(add(1, piece(0, 800, true)));
    assertFalse(add(1, piece(80, 640, true)), "a part of it is there too");
    assertTrue(add(1, piece(800, 10, false)));
    assertArrayEquals(part(0, 810), whole);
    assertEquals(2, count(FragmentCounter.DUPLICATE));
  }

  @ParameterizedTest
  @CsvSource({
    "792, 16, true", // over its end
    "0, 808, true", // around it
    "0, 808, false", // around it, as the last
    "792, 9, false", // the last, over its end
  })
  void anOverlapMakesThePacketGo(int offset, int length, boolean more) {
    add(1, piece(0, 800, true));
    assertFalse(add(1, piece(offset, length, more)));
    assertEquals(1, count(FragmentCounter.OVERLAPPING));
    assertEquals(0, reassembler.heldFrames());
    assertFalse(add(1, piece(800, 10, false)), "what came before is gone");
  }

  @Test
  void anOverlapFromBeforeMakesThePacketGo() {
    add(1, piece(800, 800, true));
    assertFalse(add(1, piece(0, 808, true)));
    assertEquals(1, count(FragmentCounter.OVERLAPPING));
    assertEquals(0, reassembler.heldFrames());
  }

  @Test
  void fragmentsThatDisagreeAboutTheEndMakeThePacketGo() {
    add(1, piece(800, 10, false));
    assertFalse(add(1, piece(816, 8, true)), "behind the end");
    add(2, piece(800, 10, false));
    assertFalse(add(2, piece(1_600, 10, false)), "another end");
    add(3, piece(800, 16, true));
    assertFalse(add(3, piece(0, 8, false)), "an end before what came");
    assertEquals(3, count(FragmentCounter.INCONSISTENT));
    assertEquals(0, reassembler.heldFrames());
  }

  @Test
  void anEmptyFragmentMakesThePacketGo() {
    add(1, piece(0, 800, true));
    assertFalse(add(1, piece(800, 0, false)));
    assertFalse(add(2, piece(0, 7, true)), "less than eight bytes are none");
    assertEquals(2, count(FragmentCounter.INCONSISTENT));
    assertEquals(0, reassembler.heldFrames());
  }

  @Test
  void whatIsNoMultipleOfEightBytesIsCut() {
    assertFalse(add(1, piece(0, 805, true)));
    assertTrue(add(1, piece(800, 3, false)));
    assertArrayEquals(part(0, 803), whole);
  }

  @Test
  void aPacketLongerThanAnyCanBeIsRefused() {
    add(1, piece(0, 800, true));
    assertFalse(add(1, piece(65_504, 12, false)), "the ping of death");
    assertEquals(1, count(FragmentCounter.OVERSIZED));
    assertEquals(0, reassembler.heldFrames());
    assertFalse(add(2, piece(65_504, 11, false)), "as long as can be");
    assertEquals(1, reassembler.heldFrames());
  }

  @Test
  void theOldestPacketsGiveWay() {
    for (int id = 0; id < 100; id++) {
      add(id, piece(0, 800, true));
      assertTrue(reassembler.heldFrames() <= MAX_FRAMES);
    }
    assertEquals(60, count(FragmentCounter.EVICTED));
    assertEquals(MAX_FRAMES, count(FragmentCounter.HELD));
    assertTrue(add(60, piece(800, 10, false)), "the oldest that is left");
    assertFalse(add(59, piece(800, 10, false)), "one that gave way");
  }

  @Test
  void aPacketCanGiveWayToItself() {
    for (int id = 0; id < MAX_FRAMES; id++) {
      add(id, piece(0, 800, true));
    }
    assertFalse(add(0, piece(800, 800, true)));
    assertEquals(MAX_FRAMES - 1, reassembler.heldFrames());
    assertFalse(add(0, piece(1_600, 10, false)), "its beginning gave way");
  }

  @Test
  void onePacketHasItsOwnLimit() {
    for (int i = 0; i < MAX_FRAMES_OF_ONE; i++) {
      add(1, piece(16 * i, 8, true));
    }
    assertEquals(MAX_FRAMES_OF_ONE, reassembler.heldFrames());
    add(1, piece(16 * MAX_FRAMES_OF_ONE, 8, true));
    assertEquals(1, count(FragmentCounter.TOO_MANY));
    assertEquals(0, reassembler.heldFrames());
  }

  @Test
  void theRestIsWaitedForFromTheFirstFragmentThatCame() {
    add(1, piece(0, 800, true));
    nowNs = TIMEOUT_NS / 2;
    timers.advance(nowNs);
    add(1, piece(800, 800, true));
    add(2, piece(800, 800, true));
    timers.advance(TIMEOUT_NS - 1);
    assertEquals(0, count(FragmentCounter.TIMED_OUT));
    timers.advance(TIMEOUT_NS + TimerWheel.TICK_NS);
    assertEquals(1, count(FragmentCounter.TIMED_OUT));
    assertEquals(1, reassembler.heldFrames());
    timers.advance(2 * TIMEOUT_NS);
    assertEquals(2, count(FragmentCounter.TIMED_OUT));
    assertEquals(List.of(1), toldOf, "only of what began");
  }

  @Test
  void onlyWhatIsOfOnePacketComesTogether() {
    int[][] others = {
      {9, 2, 3, 4, 17, 1},
      {1, 9, 3, 4, 17, 1},
      {1, 2, 9, 4, 17, 1},
      {1, 2, 3, 9, 17, 1},
      {1, 2, 3, 4, 9, 1},
      {1, 2, 3, 4, 17, 9}
    };
    add(1, piece(0, 800, true));
    for (int[] key : others) {
      byte[] bytes = part(800, 10);
      frame.wrap(frames.allocate()).appendCopyOf(bytes, 0, bytes.length);
      long first =
          reassembler
              .packet(key[0], key[1], key[2], key[3], key[4], key[5])
              .add(frame, 800, false, MAX_BYTES, 0, nowNs);
      assertEquals(0, first);
    }
    assertTrue(add(1, piece(800, 10, false)));
  }

  /** RFC 3168 5.3, and Linux's {@code ip_frag_ecn_table}. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, true, false",
    "1, 1, true, false",
    "2, 1, true, false",
    "2, 3, true, true",
    "1, 3, true, true",
    "3, 3, true, true",
    "0, 3, false, false",
    "0, 2, false, false",
    "0, 1, false, false",
  })
  void congestionThatAFragmentMetIsThePackets(int a, int b, boolean passes, boolean marked) {
    add(1, piece(0, 800, true), a);
    assertEquals(passes, add(1, piece(800, 10, false), b));
    assertEquals(passes ? 0 : 1, count(FragmentCounter.MIXED_ECN));
    if (passes) {
      assertEquals(marked, reassembler.congestionMarked());
    }
  }

  /** Many packets at once, cut and mixed at random, with duplicates: each comes out once. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void mixedPacketsComeOutAsTheyWere(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 20; round++) {
      List<int[]> order = new ArrayList<>();
      List<List<Piece>> packets = new ArrayList<>();
      for (int id = 0; id < 5; id++) {
        int pieceBytes = 8 * (1 + random.nextInt(200));
        List<Piece> pieces = cut(1 + random.nextInt(pieceBytes * 7), pieceBytes);
        packets.add(pieces);
        for (int i = 0; i < pieces.size(); i++) {
          order.add(new int[] {id, i});
        }
      }
      Collections.shuffle(order, random);
      int done = 0;
      for (int[] next : order) {
        Piece piece = packets.get(next[0]).get(next[1]);
        boolean complete = add(next[0], piece);
        if (complete) {
          done++;
          int length = packets.get(next[0]).stream().mapToInt(p -> p.bytes.length).sum();
          assertArrayEquals(part(0, length), whole);
        } else if (random.nextInt(4) == 0) {
          assertFalse(add(next[0], piece), "a duplicate");
        }
      }
      assertEquals(5, done);
    }
  }
}
