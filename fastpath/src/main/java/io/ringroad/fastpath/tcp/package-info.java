/**
 * The Transmission Control Protocol of RFC 9293, one instance for each lane and touched by that
 * lane's thread alone.Here stand the door, {@link io.ringroad.fastpath.tcp.Tcp}, and what reaches
 * across all parts: {@code TcpParts} puts them together, {@code SegmentDispatch} finds whom a
 * segment is for, {@code IcmpArrival} and {@code TimerExpiry} carry reports and deadlines to them.
 * The packages below it, from the top:
 *
 * <pre>
 *   listen       passive opens: SYN queue, SYN cookies, Fast Open
 *   arrival      a segment arrives for a connection: the eight checks of 3.10.7.4
 *   handshake    what all opens share, and active opens
 *   calls        what an application asks of a connection: CLOSE, ABORT, options, STATUS
 *   send         receive      what may be sent now | what came and what the peer is told
 *   recovery     lifetime     what is lost and when it goes again | how connections end
 *   dormancy     silent connections, in few bytes
 *   segment      the segment that came, and those that are made
 *   connection   the transmission control block: state, no algorithm
 *   queue  endpoint  config  congestion      each knows nothing of the others above
 * </pre>
 *
 * <p>Each knows only those below it, which {@code DependencyTest} checks. Below all of them there
 * are frames and an {@code IpOutput}, beside them the stream sockets; nothing here knows devices or
 * file descriptors.
 */
package io.ringroad.fastpath.tcp;
