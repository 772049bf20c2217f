package io.ringroad.ffm.dpdk;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.ringroad.ffm.dpdk.raw.Dpdk;
import io.ringroad.ffm.dpdk.raw.rte_mempool;
import io.ringroad.ffm.dpdk.raw.rte_mempool_ops;
import io.ringroad.ffm.dpdk.raw.rte_mempool_ops_table;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A pool of mbufs ({@code rte_pktmbuf_pool_create}). {@link #get} and {@link #put} go straight to
 * the pool's ring, which any number of threads may use at once; drivers use the same pool, through
 * DPDK's per-thread caches.
 */
public final class MbufPool implements AutoCloseable {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final FunctionDescriptor BULK =
      FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
  // Critical: the functions copy pointers and never block, and so skip the thread state transition.
  private static final MethodHandle BULK_CALL =
      LINKER.downcallHandle(BULK, Linker.Option.critical(false));
  private static final AtomicInteger CREATED = new AtomicInteger();
  private static final int MAX_CACHE = 256;
  private static final int MIN_CACHED_POOL = 1024;
  static final int ANY_SOCKET = -1;

  private final Eal eal;
  private final MemorySegment pool;
  private final long address;
  private final MemorySegment dequeue;
  private final MemorySegment enqueue;
  private final int size;
  private final int bufferLength;
  private boolean closed;

  private MbufPool(Eal eal, MemorySegment pool, int bufferLength) {
    this.eal = eal;
    this.pool = pool;
    this.address = pool.address();
    this.size = rte_mempool.size(pool);
    this.bufferLength = bufferLength;
    MemorySegment ops =
        rte_mempool_ops_table.ops(Dpdk.rte_mempool_ops_table(), rte_mempool.ops_index(pool));
    this.dequeue = rte_mempool_ops.dequeue(ops);
    this.enqueue = rte_mempool_ops.enqueue(ops);
  }

  /**
   * Creates a pool.
   *
   * @param size mbufs in it; DPDK recommends a power of two minus one
   * @param bufferLength bytes of each buffer, headroom included, up to 65535; {@link
   *     MbufLayout#DEFAULT_BUF_SIZE} holds an Ethernet frame
   * @throws DpdkException if there is not enough memory, or a value is out of range
   */
  public static MbufPool create(Eal eal, int size, int bufferLength) {
    if (size < 1 || bufferLength <= MbufLayout.HEADROOM || bufferLength > 0xFFFF) {
      throw new IllegalArgumentException(
          "a pool of %d mbufs of %d bytes: the size must be 1 or more, the buffer %d to 65535"
              .formatted(size, bufferLength, MbufLayout.HEADROOM + 1));
    }
    long mark = eal.logMark();
    // A thread's cache takes mbufs out of everybody's sight, so a small pool has none.
    int cache = size < MIN_CACHED_POOL ? 0 : MAX_CACHE;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pool =
          Dpdk.rte_pktmbuf_pool_create(
              arena.allocateFrom("ringroad-" + CREATED.incrementAndGet()),
              size,
              cache,
              (short) 0,
              (short) bufferLength,
              ANY_SOCKET);
      if (pool.address() == 0) {
        throw eal.failure(
            "no pool of %d mbufs of %d bytes".formatted(size, bufferLength),
            DpdkLibrary.errno(),
            mark);
      }
      return new MbufPool(eal, pool.reinterpret(rte_mempool.layout().byteSize()), bufferLength);
    }
  }

  /** The address of the {@code rte_mempool}: what {@link MbufLayout#POOL} holds in its mbufs. */
  public long address() {
    return address;
  }

  /** Mbufs in the pool when all are home. */
  public int size() {
    return size;
  }

  /** Bytes of each buffer, headroom included. */
  public int bufferLength() {
    return bufferLength;
  }

  /**
   * Mbufs that are home, those in the caches of threads included. Walks the caches: not for the hot
   * path.
   */
  public int availableCount() {
    return Dpdk.rte_mempool_avail_count(pool);
  }

  /** Mbufs that somebody holds. */
  public int inUseCount() {
    return Dpdk.rte_mempool_in_use_count(pool);
  }

  /**
   * Takes mbufs: all or none. Their fields other than buffer, pool, refcnt, nb_segs and next are as
   * the last user left them: see {@link MbufLayout#reset}.
   *
   * @param array address where {@code count} mbuf addresses of 8 bytes are written
   * @return false if fewer than {@code count} are left
   */
  public boolean get(long array, int count) {
    try {
      return (int) BULK_CALL.invokeExact(dequeue, address, array, count) == 0;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Gives mbufs of this pool back. Each must have refcnt 1, nb_segs 1 and next 0, as DPDK promises
   * to whoever takes it next.
   *
   * @param array address of {@code count} mbuf addresses of 8 bytes
   */
  public void put(long array, int count) {
    int result;
    try {
      result = (int) BULK_CALL.invokeExact(enqueue, address, array, count);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
    if (result != 0) {
      throw new IllegalStateException("more mbufs were given back than the pool has");
    }
  }

  /**
   * Frees the pool's memory. No mbuf of it, and no device that uses it, may be in use any more.
   * Does nothing the second time, or after the EAL was stopped.
   */
  @Override
  public synchronized void close() {
    if (!closed && eal.isRunning()) {
      closed = true;
      Dpdk.rte_mempool_free(pool);
    }
  }
}
