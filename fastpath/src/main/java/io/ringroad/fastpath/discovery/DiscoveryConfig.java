package io.ringroad.fastpath.discovery;

import java.util.Arrays;

/**
 * What Neighbour Discovery does by itself.
 *
 * @param automatic whether a device gets addresses, routers and prefixes from router advertisements
 *     (RFC 4861 6, RFC 4862), and a link-local address
 * @param redirects whether redirects are obeyed (RFC 4861 8)
 * @param detectsStatic whether duplicates of configured addresses are looked for too, which are
 *     then not there in the first second
 * @param probes how often a new address is asked for before it is used (DupAddrDetectTransmits), 0
 *     to 600; 0 = not at all
 * @param secret what interface identifiers are made from (RFC 7217); null = from the device's own
 *     address (RFC 4291 appendix A), as Linux does where nothing else is set
 */
public record DiscoveryConfig(
    boolean automatic, boolean redirects, boolean detectsStatic, int probes, byte[] secret) {
  /** Static addresses only, at once; redirects are obeyed. */
  public static final DiscoveryConfig DEFAULT = new DiscoveryConfig(false, true, false, 1, null);

  private static final int MOST_PROBES = 600;

  /** Checks the range. */
  public DiscoveryConfig {
    if (probes < 0 || probes > MOST_PROBES) {
      throw new IllegalArgumentException("probes must be 0 to " + MOST_PROBES + ", not " + probes);
    }
    secret = secret == null ? null : secret.clone();
  }

  /** The same with router advertisements accepted or not. */
  public DiscoveryConfig withAutomatic(boolean accepts) {
    return new DiscoveryConfig(accepts, redirects, detectsStatic, probes, secret);
  }

  /** The same with redirects obeyed or not. */
  public DiscoveryConfig withRedirects(boolean obeys) {
    return new DiscoveryConfig(automatic, obeys, detectsStatic, probes, secret);
  }

  /** The same with duplicates of configured addresses looked for or not. */
  public DiscoveryConfig withDetectsStatic(boolean detects) {
    return new DiscoveryConfig(automatic, redirects, detects, probes, secret);
  }

  /** The same with interface identifiers made from a secret. */
  public DiscoveryConfig withSecret(byte[] bytes) {
    return new DiscoveryConfig(automatic, redirects, detectsStatic, probes, bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DiscoveryConfig that
        && automatic == that.automatic
        && redirects == that.redirects
        && detectsStatic == that.detectsStatic
        && probes == that.probes
        && Arrays.equals(secret, that.secret);
  }

  @Override
  public int hashCode() {
    return Boolean.hashCode(automatic) + 31 * probes + Arrays.hashCode(secret);
  }

  @Override
  public String toString() {
    return "DiscoveryConfig[automatic=" + automatic + ", redirects=" + redirects + "]";
  }
}
