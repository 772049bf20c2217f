package io.ringroad.pmd.probe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A pcapng file of one Ethernet interface with nanosecond times and the direction of each frame, as
 * Wireshark and tcpdump open it. Several {@link PcapQueue}s of a device may share one; any thread.
 *
 * <p>A disk that is full, or a file that cannot be written any more, ends the recording and not the
 * traffic: see {@link #failure()}.
 *
 * <pre>
 *   +--------------------------+-------------------------------+-----------------------+--
 *   | section header block, 28 | interface description block   | enhanced packet block | ...
 *   +--------------------------+-------------------------------+-----------------------+--
 * </pre>
 */
public final class PcapFile implements AutoCloseable {
  // draft-ietf-opsawg-pcapng section 4
  private static final int SECTION_HEADER = 0x0A0D0D0A;
  private static final int BYTE_ORDER_MAGIC = 0x1A2B3C4D;
  private static final int INTERFACE_DESCRIPTION = 1;
  private static final short LINKTYPE_ETHERNET = 1;
  private static final short OPTION_END = 0;
  private static final short OPTION_IF_NAME = 2;
  private static final short OPTION_IF_TSRESOL = 9;
  private static final byte NANOSECONDS = 9; // 10^-9 s
  private static final int HEADER_CAPACITY = 512;
  private static final int MAX_NAME_BYTES = 255;
  private static final int BUFFER_BYTES = 1 << 18;

  private final FileChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private IOException failure;

  private PcapFile(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Creates the file, replacing what was there.
   *
   * @param interfaceName what Wireshark calls the device
   * @throws IOException if it cannot be written
   */
  public static PcapFile create(Path path, String interfaceName) throws IOException {
    FileChannel channel =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    PcapFile file = new PcapFile(channel);
    file.append(header(interfaceName));
    file.flush();
    if (file.failure != null) {
      channel.close();
      throw file.failure;
    }
    return file;
  }

  private static ByteBuffer header(String interfaceName) {
    ByteBuffer to = ByteBuffer.allocate(HEADER_CAPACITY).order(ByteOrder.nativeOrder());
    int sectionBytes = 28;
    to.putInt(SECTION_HEADER).putInt(sectionBytes).putInt(BYTE_ORDER_MAGIC);
    to.putShort((short) 1).putShort((short) 0).putLong(-1).putInt(sectionBytes);

    int start = to.position();
    to.putInt(INTERFACE_DESCRIPTION).putInt(0);
    to.putShort(LINKTYPE_ETHERNET).putShort((short) 0).putInt(0); // 0: frames are never cut
    byte[] name = interfaceName.getBytes(StandardCharsets.UTF_8);
    int nameBytes = Math.min(name.length, MAX_NAME_BYTES);
    to.putShort(OPTION_IF_NAME).putShort((short) nameBytes).put(name, 0, nameBytes);
    pad(to);
    to.putShort(OPTION_IF_TSRESOL).putShort((short) 1).put(NANOSECONDS);
    pad(to);
    to.putShort(OPTION_END).putShort((short) 0);
    int length = to.position() - start + Integer.BYTES;
    to.putInt(length).putInt(start + Integer.BYTES, length);
    return to.flip();
  }

  private static void pad(ByteBuffer to) {
    while (to.position() % Integer.BYTES != 0) {
      to.put((byte) 0);
    }
  }

  /** Appends whole blocks; they reach the file when the buffer is full, or with {@link #flush}. */
  synchronized void append(ByteBuffer blocks) {
    if (failure != null) {
      return;
    }
    if (blocks.remaining() > buffer.remaining()) {
      flush();
    }
    if (blocks.remaining() > buffer.remaining()) {
      write(blocks);
    } else {
      buffer.put(blocks);
    }
  }

  /** Writes what was recorded so far to the file. */
  public synchronized void flush() {
    if (buffer.position() > 0) {
      buffer.flip();
      write(buffer);
      buffer.clear();
    }
  }

  private void write(ByteBuffer bytes) {
    try {
      while (failure == null && bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      failure = e;
    }
  }

  /** Why the recording ended early, null if it did not. */
  public synchronized IOException failure() {
    return failure;
  }

  @Override
  public synchronized void close() throws IOException {
    if (channel.isOpen()) {
      flush();
      channel.close();
    }
  }
}
