package io.ringroad.shim.contract;

import static io.ringroad.shim.abi.IpProtocol.IPPROTO_TCP;
import static io.ringroad.shim.abi.MessageFlag.MSG_WAITALL;
import static io.ringroad.shim.abi.Shutdown.SHUT_WR;
import static io.ringroad.shim.abi.TcpInfo.ADVERTISED_MSS_OFFSET;
import static io.ringroad.shim.abi.TcpInfo.BYTES_ACKNOWLEDGED_OFFSET;
import static io.ringroad.shim.abi.TcpInfo.BYTES_RECEIVED_OFFSET;
import static io.ringroad.shim.abi.TcpInfo.BYTES_SENT_OFFSET;
import static io.ringroad.shim.abi.TcpInfo.CONGESTION_STATE_OFFSET;
import static io.ringroad.shim.abi.TcpInfo.DATA_SEGMENTS_IN_OFFSET;
import static io.ringroad.shim.abi.TcpInfo.DATA_SEGMENTS_OUT_OFFSET;
import static io.ringroad.shim.abi.TcpInfo.DELIVERED_OFFSET;
import static io.ringroad.shim.abi.TcpInfo.LAST_DATA_SENT_OFFSET;
import static io.ringroad.shim.abi.TcpInfo.MAX_PACING_RATE_OFFSET;
import static io.ringroad.shim.abi.TcpInfo.MINIMUM_RTT_OFFSET;
import static io.ringroad.shim.abi.TcpInfo.NOT_SENT_BYTES_OFFSET;
import static io.ringroad.shim.abi.TcpInfo.OPTIONS_OFFSET;
import static io.ringroad.shim.abi.TcpInfo.PACING_RATE_OFFSET;
import static io.ringroad.shim.abi.TcpInfo.PATH_MTU_OFFSET;
import static io.ringroad.shim.abi.TcpInfo.RECEIVE_WINDOW_OFFSET;
import static io.ringroad.shim.abi.TcpInfo.RTO_OFFSET;
import static io.ringroad.shim.abi.TcpInfo.RTT_OFFSET;
import static io.ringroad.shim.abi.TcpInfo.SEGMENTS_IN_OFFSET;
import static io.ringroad.shim.abi.TcpInfo.SEGMENTS_OUT_OFFSET;
import static io.ringroad.shim.abi.TcpInfo.SEND_CWND_OFFSET;
import static io.ringroad.shim.abi.TcpInfo.SEND_MSS_OFFSET;
import static io.ringroad.shim.abi.TcpInfo.SEND_SSTHRESH_OFFSET;
import static io.ringroad.shim.abi.TcpInfo.SEND_WINDOW_OFFSET;
import static io.ringroad.shim.abi.TcpInfo.STATE_OFFSET;
import static io.ringroad.shim.abi.TcpInfo.TOTAL_RETRANSMITS_OFFSET;
import static io.ringroad.shim.abi.TcpInfo.UNACKED_OFFSET;
import static io.ringroad.shim.abi.TcpInfo.WINDOW_SCALES_OFFSET;
import static io.ringroad.shim.abi.TcpInfo.getByte;
import static io.ringroad.shim.abi.TcpInfo.getLong;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.shim.abi.TcpInfo;
import io.ringroad.shim.abi.TcpSocketOption;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** TCP_INFO: the same conversation gives figures that mean the same. */
class TcpInfoContractTest extends SocketCallsContract {
  private static final int ESTABLISHED = 1;
  private static final int FIN_WAIT_2 = 5;
  private static final int CLOSED = 7;
  private static final int CLOSE_WAIT = 8;
  private static final int LISTEN = 10;
  private static final int TIMESTAMPS_AND_SCALING = 5;

  private MemorySegment info(int fd) {
    MemorySegment info = arena.allocate(TcpInfo.SIZE, 8);
    MemorySegment length = intAt(TcpInfo.SIZE);
    assertEquals(0, calls.getsockopt(fd, IPPROTO_TCP, TcpSocketOption.TCP_INFO, info, length));
    assertEquals(TcpInfo.SIZE, length.get(JAVA_INT, 0));
    return info;
  }

  /** Waits until everything that was sent is acknowledged. */
  private MemorySegment settled(int fd) {
    MemorySegment info = info(fd);
    while (TcpInfo.getInt(info, UNACKED_OFFSET) > 0
        || TcpInfo.getInt(info, NOT_SENT_BYTES_OFFSET) > 0) {
      Thread.onSpinWait();
      info = info(fd);
    }
    return info;
  }

  private static void assertBetween(long least, long most, long value, String what) {
    assertTrue(value >= least && value <= most, () -> what + " " + value);
  }

  @Test
  void figuresOfAConversation() {
    Pair pair = connectedPair();
    MemorySegment data = arena.allocate(1_000);
    for (int i = 0; i < 10; i++) {
      assertEquals(1_000, calls.write(pair.client(), data, 1_000));
      assertEquals(1_000, calls.recv(pair.server(), data, 1_000, MSG_WAITALL));
      assertEquals(100, calls.write(pair.server(), data, 100));
      assertEquals(100, calls.recv(pair.client(), data, 100, MSG_WAITALL));
    }
    MemorySegment server = settled(pair.server());
    MemorySegment client = settled(pair.client());
    for (MemorySegment info : new MemorySegment[] {client, server}) {
      assertEquals(ESTABLISHED, getByte(info, STATE_OFFSET));
      assertEquals(0, getByte(info, CONGESTION_STATE_OFFSET));
      assertEquals(TIMESTAMPS_AND_SCALING, getByte(info, OPTIONS_OFFSET) & TIMESTAMPS_AND_SCALING);
      assertTrue(getByte(info, WINDOW_SCALES_OFFSET) > 0);
      assertBetween(200_000, 400_000, TcpInfo.getInt(info, RTO_OFFSET), "rto");
      assertBetween(1, 100_000, TcpInfo.getInt(info, RTT_OFFSET), "rtt");
      assertBetween(
          1,
          TcpInfo.getInt(info, RTT_OFFSET) * 20L,
          TcpInfo.getInt(info, MINIMUM_RTT_OFFSET),
          "min");
      assertBetween(500, 65_536, TcpInfo.getInt(info, SEND_MSS_OFFSET), "mss");
      assertBetween(500, 65_536, TcpInfo.getInt(info, ADVERTISED_MSS_OFFSET), "advmss");
      assertBetween(1_500, 65_536, TcpInfo.getInt(info, PATH_MTU_OFFSET), "pmtu");
      assertBetween(2, 30, TcpInfo.getInt(info, SEND_CWND_OFFSET), "cwnd");
      assertEquals(0x7FFF_FFFF, TcpInfo.getInt(info, SEND_SSTHRESH_OFFSET));
      assertEquals(0, TcpInfo.getInt(info, TOTAL_RETRANSMITS_OFFSET));
      assertEquals(10, TcpInfo.getInt(info, DATA_SEGMENTS_OUT_OFFSET));
      assertEquals(10, TcpInfo.getInt(info, DATA_SEGMENTS_IN_OFFSET));
      assertBetween(10, 11, TcpInfo.getInt(info, DELIVERED_OFFSET), "delivered");
      assertBetween(10, 40, TcpInfo.getInt(info, SEGMENTS_OUT_OFFSET), "segs_out");
      assertBetween(10, 40, TcpInfo.getInt(info, SEGMENTS_IN_OFFSET), "segs_in");
      assertBetween(30_000, 1 << 20, TcpInfo.getInt(info, SEND_WINDOW_OFFSET), "snd_wnd");
      assertBetween(30_000, 1 << 20, TcpInfo.getInt(info, RECEIVE_WINDOW_OFFSET), "rcv_wnd");
      assertBetween(0, 60_000, TcpInfo.getInt(info, LAST_DATA_SENT_OFFSET), "last_data_sent");
      assertBetween(100_000, Long.MAX_VALUE, getLong(info, PACING_RATE_OFFSET), "pacing");
      assertEquals(-1, getLong(info, MAX_PACING_RATE_OFFSET));
    }
    assertEquals(10_000, getLong(client, BYTES_SENT_OFFSET));
    assertBetween(10_000, 10_001, getLong(client, BYTES_ACKNOWLEDGED_OFFSET), "bytes_acked");
    assertEquals(1_000, getLong(client, BYTES_RECEIVED_OFFSET));
    assertEquals(1_000, getLong(server, BYTES_SENT_OFFSET));
    assertEquals(10_000, getLong(server, BYTES_RECEIVED_OFFSET));
  }

  @Test
  void theAnswerIsCutToItsRoom() {
    Pair pair = connectedPair();
    MemorySegment info = arena.allocate(TcpInfo.SIZE, 8).fill((byte) 0x55);
    MemorySegment length = intAt(9);
    assertEquals(
        0, calls.getsockopt(pair.client(), IPPROTO_TCP, TcpSocketOption.TCP_INFO, info, length));
    assertEquals(9, length.get(JAVA_INT, 0));
    assertEquals(ESTABLISHED, getByte(info, STATE_OFFSET));
    assertEquals(0x55, info.get(JAVA_BYTE, 9));
  }

  @Test
  void statesAreThoseOfTheConnection() {
    assertEquals(CLOSED, getByte(info(tcp()), STATE_OFFSET));
    assertEquals(LISTEN, getByte(info(listener(1)), STATE_OFFSET));
    Pair pair = connectedPair();
    assertEquals(0, calls.shutdown(pair.client(), SHUT_WR));
    awaitState(pair.server(), CLOSE_WAIT);
    awaitState(pair.client(), FIN_WAIT_2);
  }

  private void awaitState(int fd, int state) {
    while (getByte(info(fd), STATE_OFFSET) != state) {
      Thread.onSpinWait();
    }
  }
}
