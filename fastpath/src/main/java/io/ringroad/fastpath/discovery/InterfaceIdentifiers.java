package io.ringroad.fastpath.discovery;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The lower halves of addresses that a device makes itself. */
final class InterfaceIdentifiers {
  private static final long UNIVERSAL_BIT = 0x0200_0000_0000_0000L;
  private static final long EUI_MIDDLE = 0xFF_FE00_0000L;

  /** Reserved for anycast (RFC 2526, RFC 5453). */
  private static final long FIRST_RESERVED = 0xFDFF_FFFF_FFFF_FF80L;

  private static final long LAST_RESERVED = 0xFDFF_FFFF_FFFF_FFFFL;

  private final byte[] secret;
  private final long mac;

  /**
   * @param secret null for identifiers from the device's address
   */
  InterfaceIdentifiers(byte[] secret, long mac) {
    this.secret = secret;
    this.mac = mac;
  }

  /** Whether there is another identifier when one has turned out to be taken. */
  boolean haveOthers() {
    return secret != null;
  }

  /**
   * The identifier for a prefix.
   *
   * @param attempt 0, and more when another host has the earlier ones
   */
  long of(long prefixHigh, int attempt) {
    if (secret == null) {
      // RFC 4291 appendix A: ff:fe in the middle, and the universal bit inverted.
      return ((mac >>> 24 << 40) | EUI_MIDDLE | mac & 0xFF_FFFF) ^ UNIVERSAL_BIT;
    }
    long identifier = hash(prefixHigh, attempt);
    while (identifier == 0 || identifier >= FIRST_RESERVED && identifier <= LAST_RESERVED) {
      identifier = hash(prefixHigh, ~identifier);
    }
    return identifier;
  }

  /** RFC 7217 5: F(Prefix, Net_Iface, Network_ID, DAD_Counter, secret_key), without a network. */
  private long hash(long prefixHigh, long counter) {
    ByteBuffer input = ByteBuffer.allocate(3 * Long.BYTES + secret.length);
    input.putLong(prefixHigh).putLong(mac).putLong(counter).put(secret);
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return ByteBuffer.wrap(digest.digest(input.array())).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
