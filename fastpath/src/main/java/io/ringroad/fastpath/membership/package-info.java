/**
 * The host's side of IGMPv3 (RFC 3376, RFC 9776) and MLDv2 (RFC 3810), with their predecessors:
 * tells multicast routers which groups an interface receives, and answers their queries. One state
 * machine serves both families; what differs on the wire is behind {@link
 * io.ringroad.fastpath.membership.MessageSender}. May touch icmp, ip6, ip, group, link, wire, timer
 * and stats.
 *
 * <pre>
 *   sockets, ND --&gt; InterfaceGroups --(changes)--&gt; MembershipReports.poll     the device's first lane
 *                                                        |
 *   Igmp, Mld --(queries)--&gt;  GroupReports  &lt;------------+
 *                             |   ReportedGroup: one group's filter, and what is to be told of it
 *                             |   Querier: robustness, intervals, whose version counts
 *                             v
 *                         ReportWriter --&gt; MessageSender (IgmpSender, MldSender) --&gt; EthernetLink
 * </pre>
 */
package io.ringroad.fastpath.membership;
