package io.ringroad.fastpath.tcp.config;

/**
 * The settings of loss recovery, which all connections of an engine share. Immutable. {@link
 * #DEFAULTS} are Linux's.
 *
 * @param selectiveAcks Linux's tcp_sack: offer and use selective acknowledgments, RFC 2018
 * @param duplicateSacks Linux's tcp_dsack: report duplicates, RFC 2883
 * @param lossProbes Linux's tcp_early_retrans: probe for a loss at the tail of a flight, RFC 8985 7
 * @param forwardRto Linux's tcp_frto: look whether a timeout was spurious, RFC 5682
 * @param reordering Linux's tcp_reordering: segments delivered beyond a hole that make it a loss
 * @param maxReordering Linux's tcp_max_reordering: how far reordering is believed, in segments
 */
public record RecoveryConfig(
    boolean selectiveAcks,
    boolean duplicateSacks,
    boolean lossProbes,
    boolean forwardRto,
    int reordering,
    int maxReordering) {

  /** Linux's defaults. */
  public static final RecoveryConfig DEFAULTS = new RecoveryConfig(true, true, true, true, 3, 300);

  /** Checks the ranges. */
  public RecoveryConfig {
    if (reordering < 1 || maxReordering < reordering || maxReordering > Short.MAX_VALUE) {
      throw new IllegalArgumentException("1 <= reordering <= maxReordering <= 32767");
    }
  }

  /** These settings with or without selective acknowledgments and their reports of duplicates. */
  public RecoveryConfig withSack(boolean selectiveAcks, boolean duplicateSacks) {
    return new RecoveryConfig(
        selectiveAcks, duplicateSacks, lossProbes, forwardRto, reordering, maxReordering);
  }

  /** These settings with or without probes at the tail, and the look for spurious timeouts. */
  public RecoveryConfig withProbes(boolean lossProbes, boolean forwardRto) {
    return new RecoveryConfig(
        selectiveAcks, duplicateSacks, lossProbes, forwardRto, reordering, maxReordering);
  }
}
