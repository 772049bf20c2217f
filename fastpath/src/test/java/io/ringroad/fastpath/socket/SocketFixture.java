package io.ringroad.fastpath.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;
import io.ringroad.pmd.NativeFramePool;
import java.lang.foreign.MemorySegment;

/** A pool, and a lane that is the test's own thread unless the test says otherwise. */
final class SocketFixture implements AutoCloseable {
  final NativeFramePool pool;
  final FrameCache cache;
  final SocketContext context;
  private final Frame frame = new Frame();

  SocketFixture() {
    this(1_024);
  }

  SocketFixture(int frames) {
    pool = new NativeFramePool(frames);
    cache = new FrameCache(pool, 16);
    context = new SocketContext(pool, cache, 0);
  }

  /** A stream socket that counts as connected. */
  StreamSocket connected() {
    StreamSocket socket = new StreamSocket(context);
    socket.connected();
    return socket;
  }

  /** A frame with these bytes, as the lane would deliver it. */
  long frameOf(byte... bytes) {
    long address = pool.allocate();
    frame.wrap(address).appendCopyOf(bytes, 0, bytes.length);
    return address;
  }

  byte[] bytesOf(long address) {
    byte[] bytes = new byte[frame.wrap(address).packetLength()];
    frame.copyTo(bytes);
    return bytes;
  }

  /** Frees a frame that the lane took. */
  byte[] takeBytes(long address) {
    byte[] bytes = bytesOf(address);
    cache.free(address);
    return bytes;
  }

  static byte[] sequence(int first, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (first + i);
    }
    return bytes;
  }

  static int read(StreamSocket socket, byte[] target) {
    return socket.read(MemorySegment.ofArray(target), 0, target.length);
  }

  static int write(StreamSocket socket, byte[] source) {
    return socket.write(MemorySegment.ofArray(source), 0, source.length, 0);
  }

  /** Both sides are done: every frame must be back. */
  void release(StreamSocket socket) {
    socket.applicationDone();
    socket.closed();
  }

  void release(DatagramSocket socket) {
    socket.applicationDone();
    socket.closed();
  }

  @Override
  public void close() {
    cache.drain();
    assertEquals(0, pool.inUse(), "frames that did not come back");
    pool.close();
  }
}
