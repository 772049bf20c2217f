package io.ringroad.pmd.sim;

import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameBurst;
import io.ringroad.pmd.FramePool;
import io.ringroad.pmd.Nic;
import io.ringroad.pmd.NicQueue;
import io.ringroad.pmd.NicStatistics;
import io.ringroad.pmd.Offloads;
import io.ringroad.pmd.ring.FrameRing;
import java.util.function.Consumer;

/**
 * A device that is no device: its user injects the frames it receives and collects those it sends,
 * for scripted peers, and for frames that come from somewhere else altogether. One thread injects
 * and collects, one (the same or another) uses the queue.
 */
public final class InjectionNic implements Nic {
  private static final int ETHERNET_HEADER_BYTES = 14;

  private final String name;
  private final long macAddress;
  private final int mtu;
  private final FramePool pool;
  private final FrameRing injected;
  private final FrameRing sent;
  private final InjectionQueue queue = new InjectionQueue();
  private final Frame frame = new Frame();
  private Consumer<long[]> multicastListener = addresses -> {};
  private long noFrame;
  private long missed;
  private long runt;

  /**
   * @param macAddress as {@link Nic#macAddress()}
   * @param mtu most bytes of an Ethernet payload
   * @param pool where injected bytes get their frames and sent ones return to
   * @param capacity frames that wait in each direction, see {@link FrameRing}
   */
  public InjectionNic(String name, long macAddress, int mtu, FramePool pool, int capacity) {
    this.name = name;
    this.macAddress = macAddress;
    this.mtu = mtu;
    this.pool = pool;
    injected = new FrameRing(capacity);
    sent = new FrameRing(capacity);
  }

  /**
   * Injects a copy of an Ethernet frame.
   *
   * @return false if it was dropped and counted: no frame to be had, too long for one, shorter than
   *     an Ethernet header, or nobody fetches
   */
  public boolean inject(byte[] bytes) {
    long address = pool.allocate();
    if (address == 0) {
      noFrame++;
      return false;
    }
    if (frame.wrap(address).tailroom() < bytes.length) {
      noFrame++;
      pool.free(address);
      return false;
    }
    frame.appendCopyOf(bytes, 0, bytes.length);
    return inject(address);
  }

  /**
   * Injects a frame of the pool, which is the caller's no longer.
   *
   * @return false if it was counted and freed instead
   */
  public boolean inject(long address) {
    if (frame.wrap(address).packetLength() < ETHERNET_HEADER_BYTES) {
      runt++;
    } else if (injected.offer(address)) {
      return true;
    } else {
      missed++;
    }
    pool.free(address);
    return false;
  }

  /** Takes the next frame that was sent, for the caller to free; 0 if there is none. */
  public long collect() {
    return sent.poll();
  }

  /** Takes the bytes of the next frame that was sent, null if there is none. */
  public byte[] collectBytes() {
    long address = sent.poll();
    if (address == 0) {
      return null;
    }
    byte[] bytes = new byte[frame.wrap(address).packetLength()];
    frame.copyTo(bytes);
    pool.free(address);
    return bytes;
  }

  /** Frames that were sent and not collected yet. */
  public int collectable() {
    return sent.size();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long macAddress() {
    return macAddress;
  }

  @Override
  public int mtu() {
    return mtu;
  }

  @Override
  public int queueCount() {
    return 1;
  }

  @Override
  public NicQueue queue(int index) {
    if (index != 0) {
      throw new IndexOutOfBoundsException(name + " has 1 queue, not one of index " + index);
    }
    return queue;
  }

  @Override
  public Offloads offloads() {
    return Offloads.NONE;
  }

  /** Names who is told the multicast addresses that are to be received; nothing is filtered. */
  public void onMulticastAddresses(Consumer<long[]> listener) {
    multicastListener = listener;
  }

  @Override
  public void multicastAddresses(long... addresses) {
    multicastListener.accept(addresses);
  }

  @Override
  public boolean linkUp() {
    return true;
  }

  @Override
  public NicStatistics statistics() {
    return new NicStatistics(
        queue.rxFrames,
        queue.rxBytes,
        missed,
        0,
        noFrame,
        runt,
        0,
        queue.txFrames,
        queue.txBytes,
        0,
        queue.txOversized,
        queue.txRunt,
        queue.txFull);
  }

  /** Frees what was neither received nor collected. */
  @Override
  public void close() {
    queue.close();
    for (long address = sent.poll(); address != 0; address = sent.poll()) {
      pool.free(address);
    }
  }

  private final class InjectionQueue implements NicQueue {
    private final Frame look = new Frame();
    private long rxFrames;
    private long rxBytes;
    private long txFrames;
    private long txBytes;
    private long txOversized;
    private long txRunt;
    private long txFull;

    @Override
    public int rxBurst(FrameBurst burst) {
      int before = burst.size();
      int count = injected.poll(burst);
      for (int i = before; i < before + count; i++) {
        rxBytes += look.wrap(burst.get(i)).packetLength();
      }
      rxFrames += count;
      return count;
    }

    @Override
    public int txBurst(FrameBurst burst) {
      int count = burst.size();
      int taken = 0;
      while (taken < count && take(burst.get(taken))) {
        taken++;
      }
      burst.removeFirst(taken);
      if (taken < count) {
        txFull++;
      }
      return taken;
    }

    /** False if there is no room, and the frame stays the caller's. */
    private boolean take(long address) {
      int length = look.wrap(address).packetLength();
      if (length > mtu + ETHERNET_HEADER_BYTES) {
        txOversized++;
        pool.free(address);
      } else if (length < ETHERNET_HEADER_BYTES) {
        txRunt++;
        pool.free(address);
      } else if (sent.offer(address)) {
        txFrames++;
        txBytes += length;
      } else {
        return false;
      }
      return true;
    }

    @Override
    public void close() {
      for (long address = injected.poll(); address != 0; address = injected.poll()) {
        pool.free(address);
      }
    }
  }
}
