package io.ringroad.pmd.sim;

/** Something that lives in virtual time: an engine, a scripted peer, an application's own loop. */
public interface SimParticipant {
  /**
   * Does what there is to do now. Called again at the same instant until all participants answer 0.
   *
   * @return the work done, 0 if there was none
   */
  int step(long nowNs);

  /**
   * When it must be called next even if no frame arrives: its nearest timer, or {@link
   * Long#MAX_VALUE}. A time that is too early costs a useless call, no more.
   */
  default long nextDeadlineNs() {
    return Long.MAX_VALUE;
  }
}
