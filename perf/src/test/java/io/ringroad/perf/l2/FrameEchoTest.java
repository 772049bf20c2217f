package io.ringroad.perf.l2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.ringroad.pmd.NativeFramePool;
import io.ringroad.pmd.sim.InjectionNic;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FrameEchoTest {
  private static final int IPV4 = 14;
  private static final int TRANSPORT = IPV4 + 20;
  private static final int SYN = 2;
  private static final int ACK = 16;
  private static final int RST = 4;

  private final NativeFramePool pool = new NativeFramePool(31, 2048);
  private final InjectionNic nic = new InjectionNic("device", 1, 1500, pool, 15);
  private final FrameEcho echo = new FrameEcho(nic.queue(0), pool);

  @AfterEach
  void everyFrameWentBack() {
    assertEquals(0, pool.inUse());
    nic.close();
    pool.close();
  }

  @Test
  void aDatagramComesBackWithItsAddressesExchanged() {
    byte[] answer = answerTo(frame(17, "04d2 1b58 000c 0000 61626364"));
    assertArrayEquals(bytes("0000000000aa 0000000000bb 0800"), Arrays.copyOf(answer, IPV4));
    assertArrayEquals(
        bytes("0a430001 0a430002 1b58 04d2"), Arrays.copyOfRange(answer, IPV4 + 12, TRANSPORT + 4));
    assertArrayEquals(bytes("61626364"), Arrays.copyOfRange(answer, TRANSPORT + 8, answer.length));
  }

  @Test
  void aSegmentIsAcknowledgedByItsOwnBytes() {
    byte[] answer = answerTo(segment(ACK, "61626364"));
    assertEquals(5_000, ByteBuffer.wrap(answer).getInt(TRANSPORT + 4));
    assertEquals(1_004, ByteBuffer.wrap(answer).getInt(TRANSPORT + 8));
    assertEquals(0x0000_0009, ByteBuffer.wrap(answer).getInt(TRANSPORT + 24), "TSval");
    assertEquals(0x0000_0007, ByteBuffer.wrap(answer).getInt(TRANSPORT + 28), "TSecr");
    assertEquals(0xffff, transportSum(answer));
  }

  @Test
  void aSynIsAnsweredWithASynAck() {
    byte[] answer = answerTo(segment(SYN, ""));
    assertEquals(SYN | ACK, answer[TRANSPORT + 13]);
    assertEquals(1_001, ByteBuffer.wrap(answer).getInt(TRANSPORT + 8));
    assertEquals(0xffff, transportSum(answer));
  }

  @Test
  void acknowledgmentsAndResetsAndStrangersGetNoAnswer() {
    assertNull(answerTo(segment(ACK, "")));
    assertNull(answerTo(segment(RST, "61626364")));
    assertNull(answerTo(frame(1, "0800 0000 0000 0000")));
    assertNull(answerTo(bytes("ffffffffffff 0000000000aa 0806 0001")));
  }

  private byte[] answerTo(byte[] frame) {
    nic.inject(frame);
    echo.turn();
    return nic.collectBytes();
  }

  private static byte[] segment(int flags, String payload) {
    String header = "04d2 1b58 000003e8 00001388 80%02x 0400 0000 0000 0101 080a 00000007 00000009";
    return frame(6, String.format(header, flags) + payload);
  }

  private static byte[] frame(int protocol, String transport) {
    byte[] body = bytes(transport);
    String header = "0000000000bb 0000000000aa 0800 4500%04x 00004000 40%02x0000 0a430002 0a430001";
    byte[] head = bytes(String.format(header, 20 + body.length, protocol));
    return ByteBuffer.allocate(head.length + body.length).put(head).put(body).array();
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  /** The ones' complement sum of pseudo-header and segment, which is 0xffff if it is true. */
  private static int transportSum(byte[] frame) {
    ByteBuffer all = ByteBuffer.wrap(frame);
    int sum = 6 + frame.length - TRANSPORT;
    for (int at = IPV4 + 12; at < frame.length; at += 2) {
      sum += all.getShort(at) & 0xffff;
    }
    return (sum >>> 16) + (sum & 0xffff);
  }
}
