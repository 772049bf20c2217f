package io.ringroad.shim;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.ringroad.pmd.sim.InjectionNic;
import java.nio.ByteBuffer;

/** A TCP client of bytes alone, 10.9.0.2, which remembers nothing: its numbers begin at 0. */
final class ScriptedClient {
  private static final int ADDRESS = 0x0A09_0002;
  private static final int SERVER = 0x0A09_0001;
  private static final long MAC = 0x0200_0000_0099L;
  private static final int ARP = 0x0806;
  private static final int SYN = 0x02;
  private static final int PSH_ACK = 0x18;
  private static final int ACK = 0x10;
  private static final int HEADERS = 14 + 20 + 20;

  private final InjectionNic nic;

  ScriptedClient(InjectionNic nic) {
    this.nic = nic;
  }

  /** Opens a connection; gives the server's initial sequence number. */
  int handshake(int port, int serverPort, Runnable cycle) {
    segment(port, serverPort, 0, 0, SYN, 0);
    cycle.run();
    byte[] answer = nic.collectBytes();
    while (answer != null && ByteBuffer.wrap(answer).getShort(12) == ARP) {
      if (ByteBuffer.wrap(answer).getInt(14 + 24) == ADDRESS) {
        answerArp();
        cycle.run();
      }
      answer = nic.collectBytes();
    }
    assertNotNull(answer, "a SYN-ACK");
    int serverSequence = ByteBuffer.wrap(answer).getInt(14 + 20 + 4);
    segment(port, serverPort, 1, serverSequence + 1, ACK, 0);
    cycle.run();
    return serverSequence;
  }

  /** Sends data of {@link #pattern}, or an acknowledgment alone. */
  void send(int port, int serverPort, int sequence, int acknowledgment, int length) {
    segment(port, serverPort, sequence, acknowledgment, length > 0 ? PSH_ACK : ACK, length);
  }

  /** What the server has sent is of no matter. */
  void discardAll() {
    while (nic.collectBytes() != null) {}
  }

  static byte[] pattern(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31);
    }
    return bytes;
  }

  private void answerArp() {
    ByteBuffer answer = ethernet(14 + 28, ARP);
    answer.putInt(0x0001_0800).putShort((short) 0x0604).putShort((short) 2);
    mac(answer, MAC).putInt(ADDRESS);
    mac(answer, nic.macAddress()).putInt(SERVER);
    nic.inject(answer.array());
  }

  private void segment(
      int port, int serverPort, int sequence, int acknowledgment, int flags, int length) {
    ByteBuffer frame = ethernet(HEADERS + length, 0x0800);
    frame.putShort((short) 0x4500).putShort((short) (40 + length)).putInt(0x4000);
    frame.putShort((short) 0x4006).putShort((short) 0).putInt(ADDRESS).putInt(SERVER);
    frame.putShort(14 + 10, (short) sum(frame, 14, 20, 0));
    frame.putShort((short) port).putShort((short) serverPort).putInt(sequence);
    frame.putInt(acknowledgment).put((byte) 0x50).put((byte) flags).putShort((short) 0xFFFF);
    frame.putInt(0).put(pattern(length));
    int pseudo = (ADDRESS >>> 16) + (ADDRESS & 0xFFFF) + (SERVER >>> 16) + (SERVER & 0xFFFF);
    frame.putShort(14 + 20 + 16, (short) sum(frame, 34, 20 + length, pseudo + 6 + 20 + length));
    nic.inject(frame.array());
  }

  private ByteBuffer ethernet(int length, int type) {
    ByteBuffer frame = ByteBuffer.allocate(length);
    mac(frame, nic.macAddress());
    return mac(frame, MAC).putShort((short) type);
  }

  private static ByteBuffer mac(ByteBuffer to, long mac) {
    return to.putShort((short) (mac >>> 32)).putInt((int) mac);
  }

  /** RFC 1071. */
  private static int sum(ByteBuffer of, int offset, int length, int start) {
    int sum = start;
    for (int i = 0; i < length; i += 2) {
      int low = i + 1 < length ? of.get(offset + i + 1) & 0xFF : 0;
      sum += (of.get(offset + i) & 0xFF) << 8 | low;
    }
    while (sum >>> 16 != 0) {
      sum = (sum & 0xFFFF) + (sum >>> 16);
    }
    return ~sum & 0xFFFF;
  }
}
