package io.ringroad.fastpath.stats;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.ConcurrentCountersManager;
import org.agrona.concurrent.status.CountersManager;
import org.agrona.concurrent.status.CountersReader;

/**
 * Where counters live: a file that other processes map, or memory of this process alone.
 *
 * <pre>
 *   0          8            16                   64
 *   +----------+------------+--------------------+------------------+---------------------+
 *   | magic    | capacity   | zero               | values           | metadata            |
 *   +----------+------------+--------------------+------------------+---------------------+
 *                                                 capacity * 128 B   capacity * 512 B
 * </pre>
 *
 * <p>Values and metadata are laid out as Agrona's {@link CountersReader} says. The magic is written
 * last: a file without it is not ready.
 */
public final class CounterMemory implements AutoCloseable {
  private static final long MAGIC = 0x5252_434e_5452_0001L;
  private static final int MAGIC_OFFSET = 0;
  private static final int CAPACITY_OFFSET = 8;
  private static final int HEADER_LENGTH = 64;

  private final MappedByteBuffer mapping;
  private final CountersManager manager;

  private CounterMemory(MappedByteBuffer mapping, UnsafeBuffer buffer, int capacity) {
    this.mapping = mapping;
    int valuesLength = capacity * CountersReader.COUNTER_LENGTH;
    int metadataLength = capacity * CountersReader.METADATA_LENGTH;
    this.manager =
        new ConcurrentCountersManager(
            new UnsafeBuffer(buffer, HEADER_LENGTH + valuesLength, metadataLength),
            new UnsafeBuffer(buffer, HEADER_LENGTH, valuesLength),
            StandardCharsets.US_ASCII);
  }

  /** Counters that only this process reads. */
  public static CounterMemory inProcess(int capacity) {
    return new CounterMemory(
        null, new UnsafeBuffer(BufferUtil.allocateDirectAligned(lengthOf(capacity), 64)), capacity);
  }

  /**
   * Counters in a file, which is made anew.
   *
   * @param capacity how many counters fit, 1 or more
   * @throws UncheckedIOException if the file cannot be written
   */
  public static CounterMemory create(Path file, int capacity) {
    MappedByteBuffer mapping;
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      mapping = channel.map(FileChannel.MapMode.READ_WRITE, 0, lengthOf(capacity));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make the counters file " + file, e);
    }
    UnsafeBuffer buffer = new UnsafeBuffer(mapping);
    CounterMemory memory = new CounterMemory(mapping, buffer, capacity);
    buffer.putLong(CAPACITY_OFFSET, capacity);
    buffer.putLongVolatile(MAGIC_OFFSET, MAGIC);
    return memory;
  }

  /**
   * Reads the counters of a running engine from its file.
   *
   * @throws UncheckedIOException if the file cannot be read or holds no counters
   */
  public static CountersReader open(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      UnsafeBuffer buffer =
          new UnsafeBuffer(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
      if (buffer.capacity() < HEADER_LENGTH || buffer.getLongVolatile(MAGIC_OFFSET) != MAGIC) {
        throw new IOException("no counters in it, or not written by this version");
      }
      int capacity = (int) buffer.getLong(CAPACITY_OFFSET);
      if (capacity < 1 || buffer.capacity() < lengthOf(capacity)) {
        throw new IOException("it is cut short");
      }
      int valuesLength = capacity * CountersReader.COUNTER_LENGTH;
      int metadataLength = capacity * CountersReader.METADATA_LENGTH;
      return new CountersReader(
          new UnsafeBuffer(buffer, HEADER_LENGTH + valuesLength, metadataLength),
          new UnsafeBuffer(buffer, HEADER_LENGTH, valuesLength),
          StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the counters file " + file, e);
    }
  }

  /** Allocates the counters of one layer of one lane. Any thread may call this. */
  public <E extends Enum<E> & CounterDescription> CounterSet<E> counters(
      Class<E> type, String owner) {
    return new CounterSet<>(type, manager, owner);
  }

  /** Agrona's own view of the counters, for those who list or add to them. */
  public CountersManager manager() {
    return manager;
  }

  /** Unmaps the file, which stays; no counter may be written afterwards. */
  @Override
  public void close() {
    if (mapping != null) {
      BufferUtil.free(mapping);
    }
  }

  private static int lengthOf(int capacity) {
    int each = CountersReader.COUNTER_LENGTH + CountersReader.METADATA_LENGTH;
    if (capacity < 1 || capacity > (Integer.MAX_VALUE - HEADER_LENGTH) / each) {
      throw new IllegalArgumentException("counters must be 1 or more, not " + capacity);
    }
    return HEADER_LENGTH + capacity * each;
  }
}
