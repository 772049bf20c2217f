package io.ringroad.fastpath.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.stats.CounterMemory;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.testing.Packets;
import io.ringroad.fastpath.wire.EtherTypes;
import io.ringroad.fastpath.wire.MacAddresses;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameBurst;
import io.ringroad.pmd.FrameCache;
import io.ringroad.pmd.NativeFramePool;
import io.ringroad.pmd.NicQueue;
import io.ringroad.pmd.sim.InjectionNic;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EthernetLinkTest {
  private static final long MAC = 0x0200_0000_0001L;
  private static final long GROUP = 0x0100_5E01_0203L;
  private static final int BACKLOG = 4;

  private final NativeFramePool pool = new NativeFramePool(64);
  private final FrameCache frames = new FrameCache(pool, 8);
  private final CounterSet<LinkCounter> counters =
      CounterMemory.inProcess(32).counters(LinkCounter.class, "");
  private final InjectionNic nic = new InjectionNic("n", MAC, 1400, pool, 64);
  private final StubbornQueue queue = new StubbornQueue();
  private final EthernetLink link = new EthernetLink(nic, queue, 1500, BACKLOG, frames, counters);
  private final List<String> received = new ArrayList<>();
  private final Frame frame = new Frame();

  /** Takes as many frames as the test allows. */
  private final class StubbornQueue implements NicQueue {
    private int willing = Integer.MAX_VALUE;
    private final List<byte[]> taken = new ArrayList<>();
    private final Frame look = new Frame();

    @Override
    public int rxBurst(FrameBurst burst) {
      return 0;
    }

    @Override
    public int txBurst(FrameBurst burst) {
      int count = Math.min(willing, burst.size());
      for (int i = 0; i < count; i++) {
        byte[] bytes = new byte[look.wrap(burst.get(i)).length()];
        look.copyTo(bytes);
        taken.add(bytes);
        pool.free(burst.get(i));
      }
      burst.removeFirst(count);
      return count;
    }

    @Override
    public void close() {}
  }

  @BeforeEach
  void attach() {
    link.attach(
        (packet, toGroup, nowNs) -> took("ipv4", packet, toGroup),
        (packet, toGroup, nowNs) -> took("arp", packet, toGroup));
  }

  private void took(String protocol, Frame packet, boolean toGroup) {
    received.add(protocol + " " + packet.length() + (toGroup ? " group" : ""));
    frames.free(packet.address());
  }

  @AfterEach
  void nothingIsLost() {
    link.close();
    nic.close();
    frames.drain();
    assertEquals(0, pool.inUse());
  }

  private void receive(byte[] bytes) {
    long address = frames.allocate();
    frame.wrap(address).appendCopyOf(bytes, 0, bytes.length);
    link.onFrame(frame, 1);
  }

  private void receive(long destination, int type) {
    receive(Packets.ethernet(destination, Packets.PEER_MAC, type, new byte[46]));
  }

  @Test
  void framesForThisStationReachTheirProtocolWithoutTheHeader() {
    receive(MAC, EtherTypes.IPV4);
    receive(MacAddresses.BROADCAST, EtherTypes.ARP);
    assertEquals(List.of("ipv4 46", "arp 46 group"), received);
    assertEquals(2, counters.get(LinkCounter.RECEIVED));
  }

  @Test
  void framesForOthersAreDropped() {
    receive(MAC + 1, EtherTypes.IPV4);
    assertEquals(1, counters.get(LinkCounter.RECEIVE_OTHER_HOST));
    assertTrue(received.isEmpty());
  }

  @Test
  void multicastIsFilteredByMembership() {
    receive(GROUP, EtherTypes.IPV4);
    assertEquals(1, counters.get(LinkCounter.RECEIVE_MULTICAST_FILTERED));
    link.join(GROUP);
    link.join(GROUP);
    receive(GROUP, EtherTypes.IPV4);
    link.leave(GROUP);
    receive(GROUP, EtherTypes.IPV4);
    link.leave(GROUP);
    receive(GROUP, EtherTypes.IPV4);
    assertEquals(List.of("ipv4 46 group", "ipv4 46 group"), received);
    assertEquals(2, counters.get(LinkCounter.RECEIVE_MULTICAST_FILTERED));
  }

  @Test
  void theFilterHoldsManyGroups() {
    for (int i = 0; i < 100; i++) {
      link.join(GROUP + i);
    }
    for (int i = 0; i < 100; i += 2) {
      link.leave(GROUP + i);
    }
    for (int i = 0; i < 100; i++) {
      receive(GROUP + i, EtherTypes.IPV4);
    }
    assertEquals(50, received.size());
    assertEquals(50, counters.get(LinkCounter.RECEIVE_MULTICAST_FILTERED));
  }

  @Test
  void whatIsNoUsableFrameIsDroppedAndCounted() {
    receive(new byte[13]);
    receive(new byte[0]);
    receive(MAC, 0x86DD);
    receive(MAC, 46);
    receive(Packets.ethernet(MAC, GROUP, EtherTypes.IPV4, new byte[46]));
    assertTrue(received.isEmpty());
    assertEquals(2, counters.get(LinkCounter.RECEIVE_RUNT));
    assertEquals(1, counters.get(LinkCounter.RECEIVE_UNKNOWN_TYPE));
    assertEquals(1, counters.get(LinkCounter.RECEIVE_LENGTH_FIELD));
    assertEquals(1, counters.get(LinkCounter.RECEIVE_BAD_SOURCE));
  }

  @Test
  void aHeaderIsPutBeforeWhatIsSent() {
    byte[] payload = {1, 2, 3};
    long address = frames.allocate();
    frame.wrap(address).appendCopyOf(payload, 0, payload.length);
    assertTrue(link.send(frame, Packets.PEER_MAC, EtherTypes.IPV4));
    assertTrue(queue.taken.isEmpty(), "only flush transmits");
    assertEquals(1, link.flush());
    assertArrayEquals(
        Packets.ethernet(Packets.PEER_MAC, MAC, EtherTypes.IPV4, payload), queue.taken.get(0));
  }

  @Test
  void aFullDeviceKeepsFramesWaitingAndThenCostsThem() {
    queue.willing = 0;
    for (int i = 0; i < BACKLOG; i++) {
      assertTrue(send(i));
    }
    assertTrue(link.isCongested());
    assertFalse(send(99));
    assertEquals(1, counters.get(LinkCounter.SEND_QUEUE_FULL));
    queue.willing = 1;
    assertTrue(send(4), "sending into a full backlog tries to flush first");
    queue.willing = Integer.MAX_VALUE;
    assertEquals(BACKLOG, link.flush());
    assertFalse(link.isCongested());
    for (int i = 0; i <= BACKLOG; i++) {
      assertEquals(i, queue.taken.get(i)[14], "order is kept");
    }
    assertEquals(BACKLOG + 1, counters.get(LinkCounter.SENT));
  }

  @Test
  void theMtuIsTheSmallerOfConfiguredAndDevice() {
    assertEquals(1400, link.mtu());
  }

  private boolean send(int content) {
    long address = frames.allocate();
    frame.wrap(address).appendCopyOf(new byte[] {(byte) content}, 0, 1);
    return link.send(frame, Packets.PEER_MAC, EtherTypes.IPV4);
  }
}
