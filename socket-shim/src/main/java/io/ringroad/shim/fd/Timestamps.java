package io.ringroad.shim.fd;

import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketOption.SO_TIMESTAMP;
import static io.ringroad.shim.abi.SocketOption.SO_TIMESTAMPING;
import static io.ringroad.shim.abi.SocketOption.SO_TIMESTAMP_NEW;

import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.socket.SocketOptions;
import io.ringroad.shim.abi.Timestamping;
import io.ringroad.shim.abi.Timeval;
import java.lang.foreign.MemorySegment;

/** When something was received, as control data ({@code __sock_recv_timestamp}). */
public final class Timestamps {
  private static final long NS_PER_SECOND = 1_000_000_000L;
  private static final int NS_PER_US = 1_000;

  private Timestamps() {}

  /** Adds what the options ask for, of a moment of the engine's clock. */
  public static void put(
      Ancillary ancillary, SocketOptions options, WallClock clock, long receivedNs) {
    int type = options.getInt(SocketOption.TIMESTAMP);
    boolean reported = Timestamping.reportsReceipt(options.getInt(SocketOption.TIMESTAMPING));
    if (type == 0 && !reported) {
      return;
    }
    long realtimeNs = clock.realtimeNs(receivedNs);
    long seconds = Math.floorDiv(realtimeNs, NS_PER_SECOND);
    long nanos = Math.floorMod(realtimeNs, NS_PER_SECOND);
    MemorySegment scratch = ancillary.scratch();
    if (type != 0) {
      boolean micros = type == SO_TIMESTAMP || type == SO_TIMESTAMP_NEW;
      Timeval.set(scratch, seconds, micros ? nanos / NS_PER_US : nanos);
      ancillary.put(SOL_SOCKET, type, scratch, Timeval.SIZE);
    }
    if (reported) {
      // scm_timestamping: by software, unused, by hardware; there is no such.
      scratch.fill((byte) 0);
      Timeval.set(scratch, seconds, nanos);
      ancillary.put(SOL_SOCKET, SO_TIMESTAMPING, scratch, 3 * (int) Timeval.SIZE);
    }
  }
}
