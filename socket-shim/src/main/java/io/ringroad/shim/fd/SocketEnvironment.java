package io.ringroad.shim.fd;

import io.ringroad.fastpath.datagram.HostGroups;
import io.ringroad.fastpath.tcp.congestion.CongestionAlgorithm;
import io.ringroad.shim.wait.Blocker;
import io.ringroad.shim.wait.EpollLimits;

/**
 * What the descriptors of one engine share.
 *
 * @param lanes where their sockets live
 * @param blocker how their calls wait
 * @param table where accepted connections get their numbers
 * @param addresses which destinations there are
 * @param interfaces what they are called
 * @param paths what may be sent to destinations at once
 * @param groups the multicast memberships of all sockets
 * @param wallClock what time it is outside
 * @param congestion the congestion control of sockets that have not chosen one
 * @param epollLimits how much their epoll descriptors may watch
 */
public record SocketEnvironment(
    LaneDoors lanes,
    Blocker blocker,
    DescriptorTable table,
    AddressBook addresses,
    Interfaces interfaces,
    Paths paths,
    HostGroups groups,
    WallClock wallClock,
    CongestionAlgorithm congestion,
    EpollLimits epollLimits) {}
