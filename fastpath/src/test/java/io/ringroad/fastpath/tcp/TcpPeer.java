package io.ringroad.fastpath.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.socket.StreamListener;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.wire.Checksum;
import io.ringroad.fastpath.wire.FastOpenCookie;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.TcpHeader;
import io.ringroad.fastpath.wire.TcpOptions;
import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A scripted peer of one stack: segments in, segments expected out, in virtual time. Sequence
 * numbers are relative to the initial ones of either side: 0 is the SYN, 1 the first byte.
 */
public final class TcpPeer implements AutoCloseable {

  public static final long MS = 1_000_000L;
  public static final long SECOND = 1_000 * MS;
  public static final int LOCAL_PORT = 8080;
  static final int PEER_PORT = 40_000;
  public static final int PEER_ISS = 0x7FFF_FF00; // the numbers wrap around early
  public static final int PEER_ADDRESS = IpAddresses.parseIpv4("10.0.0.2");

  public final TestStack stack;
  public long nowNs = 10 * SECOND;

  /** The stack's initial sequence number, known after its first SYN. */
  public int iss;

  /** Port of the peer. */
  public int port = PEER_PORT;

  /** The peer's window field. */
  public int window = 65_535;

  /** The urgent pointer of segments with U. */
  public int urgentPointer;

  /** The peer sends the Timestamps option. */
  public boolean stamps;

  public int stampValue = 1_000;
  public int stampEcho;

  /** The peer sends the SACK Permitted option. */
  public boolean sack;

  public int mss = 1460;
  public int windowScale = -1;

  /** The Fast Open option of the peer's SYN, null for none. */
  public FastOpenCookie fastOpen;

  private int[] sackEdges = {};
  private final Frame frame = new Frame();
  private final Arena arena = Arena.ofConfined();

  public TcpPeer() {
    this(TcpConfig.DEFAULTS.withOptions(false, false));
  }

  public TcpPeer(TcpConfig config) {
    this(config, 1024);
  }

  public TcpPeer(TcpConfig config, int frames) {
    stack = new TestStack("10.0.0.1", config, frames, nowNs, 42);
  }

  // ---- segments in ----

  /** Sends a segment to the stack; the stack then ends its cycle. */
  public void send(String flags, int seq, int ack, byte[] data) {
    sendRaw(flags, PEER_ISS + seq, flags.contains("A") ? iss + ack : 0, data);
  }

  public void send(String flags, int seq, int ack) {
    send(flags, seq, ack, new byte[0]);
  }

  /** Sends an acknowledgment with SACK blocks: left and right edge of each. */
  public void sendSack(int seq, int ack, int... edges) {
    sackEdges = edges;
    send("A", seq, ack);
    sackEdges = new int[0];
  }

  /** Sends {@code length} bytes of the stream's pattern, whose first has sequence number 1. */
  public void sendData(int seq, int ack, int length) {
    send("PA", seq, ack, pattern(seq - 1, length));
  }

  public void sendRaw(String flags, int seq, int ack, byte[] data) {
    deliver(flags, seq, ack, data);
    stack.cycle(nowNs);
  }

  /** As {@link #send}, but the stack's cycle goes on. */
  public void deliver(String flags, int seq, int ack, byte[] data) {
    long address = stack.cache.allocate();
    assertNotEquals(0, address, "a frame for the peer's segment");
    frame.wrap(address);
    int bits = SentSegment.bits(flags);
    boolean syn = (bits & TcpHeader.SYN) != 0;
    int optionBytes = (syn ? TcpOptions.MSS_BYTES : 0) + (stamps ? TcpOptions.TIMESTAMPS_BYTES : 0);
    optionBytes += syn && windowScale >= 0 ? TcpOptions.WINDOW_SCALE_BYTES : 0;
    optionBytes += syn && sack ? TcpOptions.SACK_PERMITTED_BYTES : 0;
    optionBytes += sackEdges.length > 0 ? TcpOptions.SACK_PREFIX_BYTES + 4 * sackEdges.length : 0;
    optionBytes += syn && fastOpen != null ? TcpOptions.fastOpenBytes(fastOpen) : 0;
    int headerLength = TcpHeader.MIN_LENGTH + optionBytes;
    long at = frame.append(headerLength + data.length);
    new TcpHeader().wrap(at).write(port, LOCAL_PORT, seq, ack, headerLength, bits, window);
    if (flags.contains("U")) {
      new TcpHeader().wrap(at).urgent(urgentPointer);
    }
    long option = at + TcpHeader.MIN_LENGTH;
    if (syn) {
      option += TcpOptions.writeMss(option, mss);
    }
    if (stamps) {
      option += TcpOptions.writeTimestamps(option, stampValue, stampEcho);
    }
    if (syn && windowScale >= 0) {
      option += TcpOptions.writeWindowScale(option, windowScale);
    }
    if (syn && fastOpen != null) {
      option += TcpOptions.writeFastOpen(option, fastOpen);
    }
    if (syn && sack) {
      option += TcpOptions.writeSackPermitted(option);
    }
    if (sackEdges.length > 0) {
      option += TcpOptions.writeSackPrefix(option, sackEdges.length / 2);
      for (int i = 0; i < sackEdges.length; i += 2) {
        option += TcpOptions.writeSackBlock(option, iss + sackEdges[i], iss + sackEdges[i + 1]);
      }
    }
    NativeMemory.copyFrom(data, 0, at + headerLength, data.length);
    long sum = Checksum.pseudoHeaderIpv4(PEER_ADDRESS, stack.address, Tcp.PROTOCOL, frame.length());
    int checksum = Checksum.finish(Checksum.add(sum, at, frame.length()));
    NativeMemory.putShortBe(at + TcpHeader.CHECKSUM_OFFSET, (short) checksum);
    stack.inject(address, PEER_ADDRESS, nowNs);
  }

  // ---- segments out ----

  /** Takes the next segment that the stack sent. */
  public SentSegment expect() {
    long address = stack.pollSent();
    assertNotEquals(0, address, "a segment from the stack");
    frame.wrap(address);
    SentSegment sent = SentSegment.of(frame.data(), frame.length());
    stack.cache.free(address);
    return sent;
  }

  /** Takes the next segment, which must have these flags and numbers. */
  public SentSegment expect(String flags, int seq, int ack) {
    SentSegment sent = expect();
    String was = flags(sent) + " seq " + (sent.seq() - iss) + " ack " + (sent.ack() - PEER_ISS);
    int shownAck = sent.flags().contains("A") ? ack : -PEER_ISS;
    assertEquals(flags + " seq " + seq + " ack " + shownAck, was);
    return sent;
  }

  /**
   * As {@link #expect(String, int, int)} for a segment with {@code length} bytes of the pattern.
   */
  public SentSegment expectData(int seq, int ack, int length) {
    SentSegment sent = expect();
    assertEquals(
        "seq " + seq + " ack " + ack + " length " + length,
        "seq "
            + (sent.seq() - iss)
            + " ack "
            + (sent.ack() - PEER_ISS)
            + " length "
            + sent.data().length);
    org.junit.jupiter.api.Assertions.assertArrayEquals(pattern(seq - 1, length), sent.data());
    return sent;
  }

  public void expectNothing() {
    if (stack.sentCount() > 0) {
      throw new AssertionError("unexpected: " + expect());
    }
  }

  /** Flags without P, which says where a write ended and is of no matter to most scripts. */
  private static String flags(SentSegment sent) {
    return sent.flags().replace("P", "");
  }

  // ---- time ----

  /** Lets time pass in steps of a millisecond. */
  public void advance(long ns) {
    long endNs = nowNs + ns;
    while (nowNs < endNs) {
      nowNs = Math.min(endNs, nowNs + MS);
      stack.cycle(nowNs);
    }
  }

  /** Lets time pass in one step: nothing is expected to happen in between. */
  public void jump(long ns) {
    nowNs += ns;
    stack.cycle(nowNs);
  }

  // ---- connections ----

  public StreamListener listen() {
    return stack.listen(LOCAL_PORT, 16);
  }

  /** The peer opens a connection to the stack's listener and the stack accepts it. */
  public StreamSocket accept(StreamListener listener) {
    sendRaw("S", PEER_ISS, 0, new byte[0]);
    SentSegment synAck = expect();
    assertEquals("SA", synAck.flags());
    iss = synAck.seq();
    stampEcho = synAck.options().timestampValue();
    send("A", 1, 1);
    StreamSocket socket = listener.poll();
    assertNotNull(socket, "an accepted connection");
    return socket;
  }

  /** The stack opens a connection to the peer; its SYN is taken. */
  public StreamSocket connecting() {
    StreamSocket socket = stack.socketTo(LOCAL_PORT, PEER_ADDRESS, port);
    assertEquals(NetError.NONE, stack.tcp.connect(socket, nowNs));
    SentSegment syn = expect();
    assertEquals("S", syn.flags());
    iss = syn.seq();
    stampEcho = syn.options().timestampValue();
    return socket;
  }

  /** As {@link #connecting()}, to its end. */
  public StreamSocket connect() {
    StreamSocket socket = connecting();
    send("SA", 0, 1);
    expect("A", 1, 1);
    return socket;
  }

  public TcpConnection connection(StreamSocket socket) {
    return stack.tcp.connection(socket, nowNs);
  }

  // ---- the application ----

  /** Writes bytes of the pattern from {@code offset} on; returns how many were queued. */
  public int write(StreamSocket socket, int offset, int length) {
    MemorySegment source = arena.allocate(Math.max(1, length));
    MemorySegment.copy(
        pattern(offset, length), 0, source, java.lang.foreign.ValueLayout.JAVA_BYTE, 0, length);
    int queued = socket.write(source, 0, length, 0);
    stack.tcp.onApplicationSent(socket, nowNs);
    stack.cycle(nowNs);
    return queued;
  }

  /** Reads up to {@code length} bytes and compares them with the pattern from {@code offset} on. */
  public int read(StreamSocket socket, int offset, int length) {
    MemorySegment target = arena.allocate(length);
    int got = socket.read(target, 0, length);
    for (int i = 0; i < got; i++) {
      assertEquals(patternByte(offset + i), target.get(java.lang.foreign.ValueLayout.JAVA_BYTE, i));
    }
    stack.tcp.onApplicationRead(socket, nowNs);
    stack.cycle(nowNs);
    return got;
  }

  public void close(StreamSocket socket) {
    stack.close(socket, nowNs);
    stack.cycle(nowNs);
  }

  public static byte[] pattern(int offset, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = patternByte(offset + i);
    }
    return bytes;
  }

  public static byte patternByte(int position) {
    return (byte) (position * 31 + (position >> 8));
  }

  @Override
  public void close() {
    arena.close();
    stack.close();
  }
}
