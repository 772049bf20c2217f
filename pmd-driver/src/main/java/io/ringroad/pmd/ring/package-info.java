/**
 * The Agrona rings that carry frames from thread to thread: between a poller and lanes, lane and
 * lane, a socket and its lane. Touches frames only as addresses, but for the {@link
 * io.ringroad.pmd.ring.Poller} that asks an injected function whose they are.
 *
 * <pre>
 *                              .-- FrameRing --&gt; RingQueue 0 (lane 0)
 *   device NicQueue --&gt; Poller --- FrameRing --&gt; RingQueue 1 (lane 1)
 *          ^              |  ^------ FrameRing ------'  |
 *          '--------------'  '------ FrameRing ---------'
 * </pre>
 */
package io.ringroad.pmd.ring;
