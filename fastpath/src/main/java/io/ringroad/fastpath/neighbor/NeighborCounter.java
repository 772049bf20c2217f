package io.ringroad.fastpath.neighbor;

import io.ringroad.fastpath.stats.CounterDescription;
import io.ringroad.fastpath.stats.CounterTypes;

/** What neighbour resolution counts. */
public enum NeighborCounter implements CounterDescription {
  REQUESTS_SENT("requests sent"),
  PROBES_SENT("unicast probes sent"),
  REPLIES_SENT("replies sent"),
  ANNOUNCEMENTS_SENT("announcements sent"),
  REQUESTS_RECEIVED("requests received"),
  REPLIES_RECEIVED("replies received"),
  MALFORMED("packets dropped: malformed"),
  ADDRESS_CONFLICTS("packets in which another station claims our address"),
  MOVED("neighbours that changed their Ethernet address"),
  EXPIRED("neighbours forgotten: not used for long"),
  EVICTED("neighbours forgotten: table full"),
  NO_ROOM("neighbours not remembered: table full of those in use"),
  FAILED("neighbours that did not answer"),
  PARKED("frames parked"),
  PARKED_OVERFLOW("frames dropped: too many parked for one neighbour"),
  PARKED_UNREACHABLE("frames dropped: neighbour did not answer"),
  PARKED_DROPPED("frames dropped: neighbour forgotten before it answered"),
  DUPLICATE_PROBES_SENT("solicitations sent for addresses that are not ours yet"),
  ROUTER_SOLICITATIONS_SENT("router solicitations sent"),
  ROUTER_SOLICITATIONS_IGNORED("router solicitations dropped: this is no router"),
  ROUTER_ADVERTISEMENTS_RECEIVED("router advertisements received"),
  ROUTER_ADVERTISEMENTS_IGNORED("router advertisements dropped: not asked for"),
  REDIRECTS_OBEYED("redirects obeyed"),
  REDIRECTS_REFUSED("redirects dropped: not from the first hop, or not obeyed"),
  NO_FRAME("packets not sent: frame pool empty");

  private final String label;

  NeighborCounter(String label) {
    this.label = "neighbor " + label;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public int typeId() {
    return CounterTypes.NEIGHBOR;
  }
}
