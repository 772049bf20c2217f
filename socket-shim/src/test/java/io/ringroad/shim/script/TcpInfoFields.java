package io.ringroad.shim.script;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;

/** The fields of {@code struct tcp_info} by their names in {@code linux/tcp.h}. */
final class TcpInfoFields {
  /** Bytes of the whole structure as Linux 6.x has it. */
  static final int SIZE = 248;

  private record Place(int offset, int bytes) {}

  private static final Map<String, Place> PLACES = places();

  private TcpInfoFields() {}

  private static Map<String, Place> places() {
    Map<String, Place> places = new HashMap<>();
    add(places, 0, 1, "state ca_state retransmits probes backoff options");
    add(
        places,
        8,
        4,
        "rto ato snd_mss rcv_mss unacked sacked lost retrans fackets last_data_sent last_ack_sent"
            + " last_data_recv last_ack_recv pmtu rcv_ssthresh rtt rttvar snd_ssthresh snd_cwnd"
            + " advmss reordering rcv_rtt rcv_space total_retrans");
    add(places, 104, 8, "pacing_rate max_pacing_rate bytes_acked bytes_received");
    add(places, 136, 4, "segs_out segs_in notsent_bytes min_rtt data_segs_in data_segs_out");
    add(places, 160, 8, "delivery_rate busy_time rwnd_limited sndbuf_limited");
    add(places, 192, 4, "delivered delivered_ce");
    add(places, 200, 8, "bytes_sent bytes_retrans");
    add(places, 216, 4, "dsack_dups reord_seen rcv_ooopack snd_wnd rcv_wnd rehash");
    add(places, 240, 2, "total_rto total_rto_recoveries");
    add(places, 244, 4, "total_rto_time");
    return places;
  }

  private static void add(Map<String, Place> places, int offset, int bytes, String names) {
    int next = offset;
    for (String name : names.split(" ")) {
      places.put("tcpi_" + name, new Place(next, bytes));
      next += bytes;
    }
  }

  /** The value of a field; null if there is none of that name. */
  static Long find(MemorySegment info, String name) {
    switch (name) {
      case "tcpi_snd_wscale":
        return (long) (info.get(ValueLayout.JAVA_BYTE, 6) & 0xf);
      case "tcpi_rcv_wscale":
        return (long) (info.get(ValueLayout.JAVA_BYTE, 6) >> 4 & 0xf);
      case "tcpi_delivery_rate_app_limited":
        return (long) (info.get(ValueLayout.JAVA_BYTE, 7) & 1);
      case "tcpi_fastopen_client_fail":
        return (long) (info.get(ValueLayout.JAVA_BYTE, 7) >> 1 & 3);
      default:
        Place place = PLACES.get(name);
        return place == null ? null : read(info, place);
    }
  }

  private static long read(MemorySegment info, Place place) {
    return switch (place.bytes) {
      case 1 -> Byte.toUnsignedLong(info.get(ValueLayout.JAVA_BYTE, place.offset));
      case 2 -> Short.toUnsignedLong(info.get(ValueLayout.JAVA_SHORT_UNALIGNED, place.offset));
      case 4 -> Integer.toUnsignedLong(info.get(ValueLayout.JAVA_INT_UNALIGNED, place.offset));
      default -> info.get(ValueLayout.JAVA_LONG_UNALIGNED, place.offset);
    };
  }
}
