package io.ringroad.shim.abi;

/** Bits of {@code SO_TIMESTAMPING} (linux/net_tstamp.h). */
public final class Timestamping {
  /** Take the time of receipt in software. */
  public static final int SOF_TIMESTAMPING_RX_SOFTWARE = 1 << 3;

  /** Report times that software took. */
  public static final int SOF_TIMESTAMPING_SOFTWARE = 1 << 4;

  /** Report no times that only another socket asked for; the engine never does. */
  public static final int SOF_TIMESTAMPING_OPT_RX_FILTER = 1 << 17;

  /** All bits that are about receiving, and how it is reported. */
  public static final int RECEIPT_BITS =
      SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE | SOF_TIMESTAMPING_OPT_RX_FILTER;

  private Timestamping() {}

  /** Whether received messages say when they came. */
  public static boolean reportsReceipt(int bits) {
    int both = SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE;
    return (bits & both) == both;
  }
}
