package io.ringroad.fastpath.testing;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.wire.EtherTypes;
import io.ringroad.fastpath.wire.MacAddresses;
import io.ringroad.pmd.NativeFramePool;
import io.ringroad.pmd.sim.InjectionNic;

/**
 * A host 10.0.0.1/24 whose wire is in the test's hands, with a peer 10.0.0.9 that the test plays.
 */
public final class Bench implements AutoCloseable {
  public static final long START_NS = 1_000_000_000_000L;
  public static final long SECOND_NS = 1_000_000_000L;
  public static final long HOST_MAC = 0x0200_0000_0001L;
  public static final String HOST = "10.0.0.1";
  public static final String PEER = "10.0.0.9";

  public final NativeFramePool pool = new NativeFramePool(512);
  public final InjectionNic nic = new InjectionNic("test", HOST_MAC, 1500, pool, 256);
  public final TestHost host = new TestHost(nic, pool, HOST, 24, START_NS);
  public long nowNs = START_NS;

  /** Lets time pass and the host work. */
  public void pass(long durationNs) {
    nowNs += durationNs;
    run();
  }

  /** Lets the host work until it comes to rest. */
  public void run() {
    while (host.step(nowNs) > 0) {}
  }

  public void injectFrame(byte[] frame) {
    assertTrue(nic.inject(frame));
    run();
  }

  /** Injects an IPv4 packet from the peer to the host. */
  public void inject(byte[] packet) {
    injectFrame(Packets.ethernet(HOST_MAC, Packets.PEER_MAC, EtherTypes.IPV4, packet));
  }

  /** Injects an IPv4 packet in an Ethernet broadcast. */
  public void injectBroadcast(byte[] packet) {
    injectFrame(
        Packets.ethernet(MacAddresses.BROADCAST, Packets.PEER_MAC, EtherTypes.IPV4, packet));
  }

  public void injectArp(long destination, byte[] arp) {
    injectFrame(Packets.ethernet(destination, Packets.PEER_MAC, EtherTypes.ARP, arp));
  }

  /** Makes the host know the peer's Ethernet address. */
  public void introducePeer() {
    injectArp(MacAddresses.BROADCAST, Packets.arp(1, Packets.PEER_MAC, PEER, 0, HOST));
    assertNotNull(nic.collectBytes(), "an answer");
  }

  /** The next frame that the host sent, which must be there. */
  public byte[] sent() {
    byte[] frame = nic.collectBytes();
    assertNotNull(frame, "a frame was expected");
    return frame;
  }

  public void assertNothingSent() {
    assertNull(nic.collectBytes());
  }

  @Override
  public void close() {
    host.close();
  }
}
