/**
 * The two queues of a connection that has data: what is sent and not acknowledged, with what is
 * known of each segment (the scoreboard), and what came and can't be delivered yet, with what the
 * peer is told of it. They hold frames by their references and know neither the connection nor why
 * a segment is lost. Touch nothing of TCP.
 */
package io.ringroad.fastpath.tcp.queue;
