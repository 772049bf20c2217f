package io.ringroad.pmd.sim;

/** A cable between two devices: one path each way, with a profile of its own. */
public final class SimLink {
  private final SimPath forward;
  private final SimPath backward;

  SimLink(SimPath forward, SimPath backward) {
    this.forward = forward;
    this.backward = backward;
  }

  /** From the first device that was named to the second. */
  public SimPath forward() {
    return forward;
  }

  /** From the second device to the first. */
  public SimPath backward() {
    return backward;
  }

  /** Gives both directions the same profile; frames already on their way are not concerned. */
  public SimLink profile(LinkProfile profile) {
    forward.profile(profile);
    backward.profile(profile);
    return this;
  }

  /** Plugs the cable in or out, both ways; what is sent meanwhile counts as lost. */
  public SimLink up(boolean up) {
    forward.up(up);
    backward.up(up);
    return this;
  }
}
