package io.ringroad.fastpath.ip;

import io.ringroad.fastpath.fragment.ReassemblyConfig;

/**
 * What the IP layer of a lane is told at its start.
 *
 * @param identificationSeed random number that packet identifications begin from
 * @param loopbackFrames packets to this host itself that wait for the next cycle, 1 or more
 * @param loopbackMtu largest packet to this host itself, 576 to 65535
 * @param reassembly limits of what waits for its fragments
 */
public record Ipv4Config(
    long identificationSeed, int loopbackFrames, int loopbackMtu, ReassemblyConfig reassembly) {
  /** Checks the ranges. */
  public Ipv4Config {
    if (loopbackFrames < 1) {
      throw new IllegalArgumentException("loopback frames must be 1 or more: " + loopbackFrames);
    }
    if (loopbackMtu < 576 || loopbackMtu > 0xFFFF) {
      throw new IllegalArgumentException("loopback MTU must be 576 to 65535: " + loopbackMtu);
    }
  }

  /** 1024 packets of up to 65535 bytes wait in the loopback. */
  public static Ipv4Config of(long identificationSeed, ReassemblyConfig reassembly) {
    return new Ipv4Config(identificationSeed, 1024, 0xFFFF, reassembly);
  }
}
