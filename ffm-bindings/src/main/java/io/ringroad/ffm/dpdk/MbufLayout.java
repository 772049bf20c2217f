package io.ringroad.ffm.dpdk;

import io.ringroad.ffm.NativeMemory;
import io.ringroad.ffm.dpdk.raw.DpdkConstants;
import io.ringroad.ffm.dpdk.raw.rte_mbuf;

/**
 * Offsets of the fields of {@code struct rte_mbuf}, in bytes from its address. Needs no DPDK:
 * frames of simulated devices have the same layout.
 *
 * <pre>
 *    0                   8                   16
 *   +-------------------+-------------------+
 *   | buf_addr          | buf_iova          |  0
 *   +----+----+----+----+-------------------+
 *   |off |ref |segs|port| ol_flags          |  16   off = data_off, ref = refcnt
 *   +----+----+----+----+---------+----+----+
 *   |packet_ty| pkt_len |hash/data_len ...  |  32   packet_type, pkt_len, data_len, vlan_tci, hash.rss
 *   +---------+---------+---------+----+----+
 *   | hash, vlan_outer, buf_len   | pool    |  48   buf_len at 54, pool at 56
 *   +===================+===================+
 *   | next              | tx_offload        |  64   second cache line
 *   +-------------------+----+----+---------+
 *   | shinfo            |priv|time| dynfield1  80   priv = priv_size, 36 bytes of dynfield1
 *   +-------------------+----+----+---------+
 * </pre>
 *
 * <p>Offsets come from the generated layout, and a test compares them with the C compiler's.
 */
public final class MbufLayout {
  /** Bytes of the structure: two cache lines. */
  public static final int SIZE = (int) rte_mbuf.layout().byteSize();

  /** 8 bytes: address of the buffer, whose first {@link #HEADROOM} bytes are kept for headers. */
  public static final int BUF_ADDR = (int) rte_mbuf.buf_addr$offset();

  /** 8 bytes: address of the buffer as a device sees it. */
  public static final int BUF_IOVA = (int) rte_mbuf.buf_iova$offset();

  /** 8 bytes: data_off, refcnt, nb_segs and port, so that one store sets all ({@link #REARM}). */
  public static final int REARM_DATA = (int) rte_mbuf.rearm_data$offset();

  /** 2 bytes: where the data begin, from the start of the buffer. */
  public static final int DATA_OFF = (int) rte_mbuf.data_off$offset();

  /** 2 bytes: owners; the one that takes it to 0 returns the mbuf to its pool. */
  public static final int REFCNT = (int) rte_mbuf.refcnt$offset();

  /** 2 bytes: segments in the chain; valid in the first one. */
  public static final int NB_SEGS = (int) rte_mbuf.nb_segs$offset();

  /** 2 bytes: device that received it. */
  public static final int PORT = (int) rte_mbuf.port$offset();

  /** 8 bytes: {@link MbufFlags}. */
  public static final int OL_FLAGS = (int) rte_mbuf.ol_flags$offset();

  /** 4 bytes: what the device found in the packet. */
  public static final int PACKET_TYPE = (int) rte_mbuf.packet_type$offset();

  /** 4 bytes: bytes of data in all segments; valid in the first one. */
  public static final int PKT_LEN = (int) rte_mbuf.pkt_len$offset();

  /** 2 bytes: bytes of data in this segment. */
  public static final int DATA_LEN = (int) rte_mbuf.data_len$offset();

  /** 2 bytes: VLAN tag, machine order. */
  public static final int VLAN_TCI = (int) rte_mbuf.vlan_tci$offset();

  /** 4 bytes: the device's hash of the flow, valid with {@link MbufFlags#RX_RSS_HASH}. */
  public static final int HASH_RSS = (int) rte_mbuf.hash$offset();

  /** 2 bytes: outer VLAN tag. */
  public static final int VLAN_TCI_OUTER = (int) rte_mbuf.vlan_tci_outer$offset();

  /** 2 bytes: length of the buffer, headroom included. */
  public static final int BUF_LEN = (int) rte_mbuf.buf_len$offset();

  /** 8 bytes: the {@code rte_mempool} that the mbuf belongs to. */
  public static final int POOL = (int) rte_mbuf.pool$offset();

  /** 8 bytes: next segment of the chain, or 0. */
  public static final int NEXT = (int) rte_mbuf.next$offset();

  /** 8 bytes: header lengths for a device's offloads, see {@link #txOffload}. */
  public static final int TX_OFFLOAD = (int) rte_mbuf.tx_offload$offset();

  /** 8 bytes: owner of an external buffer. */
  public static final int SHINFO = (int) rte_mbuf.shinfo$offset();

  /** 2 bytes: private bytes of the application between the mbuf and its buffer. */
  public static final int PRIV_SIZE = (int) rte_mbuf.priv_size$offset();

  /** 2 bytes: IEEE 1588 flags. */
  public static final int TIMESYNC = (int) rte_mbuf.timesync$offset();

  /** 36 bytes that DPDK gives out to whoever registers a dynamic field. */
  public static final int DYNFIELD1 = (int) rte_mbuf.dynfield1$offset();

  /** Bytes before the data of a fresh mbuf. */
  public static final int HEADROOM = DpdkConstants.RTE_PKTMBUF_HEADROOM();

  /** Buffer length that holds the headroom and a frame of up to 2048 bytes. */
  public static final int DEFAULT_BUF_SIZE = DpdkConstants.RTE_MBUF_DEFAULT_BUF_SIZE();

  /** The port of an mbuf that no device received. */
  public static final int PORT_INVALID = 0xFFFF;

  /**
   * The value of {@link #REARM_DATA} of a fresh mbuf: headroom, one owner, one segment, no port.
   */
  public static final long REARM =
      (long) HEADROOM << bit(DATA_OFF)
          | 1L << bit(REFCNT)
          | 1L << bit(NB_SEGS)
          | (long) PORT_INVALID << bit(PORT);

  private static final int L3_LEN_BIT = 7;
  private static final int L4_LEN_BIT = 16;
  private static final int TSO_SEGSZ_BIT = 24;

  private MbufLayout() {}

  private static int bit(int offset) {
    return (offset - REARM_DATA) * Byte.SIZE; // x86-64 and arm64 are little-endian
  }

  /**
   * The value of {@link #TX_OFFLOAD}.
   *
   * @param l2Length bytes of the link header, 0 to 127
   * @param l3Length bytes of the IP header, 0 to 511
   * @param l4Length bytes of the TCP or UDP header, 0 to 255
   * @param tsoSegmentSize payload bytes in each segment that the device cuts, 0 to 65535
   */
  public static long txOffload(int l2Length, int l3Length, int l4Length, int tsoSegmentSize) {
    return l2Length
        | (long) l3Length << L3_LEN_BIT
        | (long) l4Length << L4_LEN_BIT
        | (long) tsoSegmentSize << TSO_SEGSZ_BIT;
  }

  /**
   * Makes an mbuf that came from a pool an empty packet: no flags, no data, data_off at the end of
   * the headroom. What the pool keeps valid (buffer, pool, priv_size) is left as it is.
   */
  public static void reset(long mbuf) {
    NativeMemory.putLong(mbuf + REARM_DATA, REARM);
    NativeMemory.putLong(mbuf + OL_FLAGS, 0);
    NativeMemory.putInt(mbuf + PACKET_TYPE, 0);
    NativeMemory.putInt(mbuf + PKT_LEN, 0);
    NativeMemory.putShort(mbuf + DATA_LEN, (short) 0);
    NativeMemory.putShort(mbuf + VLAN_TCI, (short) 0);
    NativeMemory.putShort(mbuf + VLAN_TCI_OUTER, (short) 0);
    NativeMemory.putLong(mbuf + NEXT, 0);
    NativeMemory.putLong(mbuf + TX_OFFLOAD, 0);
  }
}
