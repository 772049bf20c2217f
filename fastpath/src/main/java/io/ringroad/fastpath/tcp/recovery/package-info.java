/**
 * What an acknowledgment delivers, what is lost, whether it was, and when it is sent again: SACK
 * (RFC 2018, 2883, 6675), RACK-TLP (8985), NewReno (6582), PRR (6937), Eifel and F-RTO (3522,
 * 5682), the retransmission timer (6298) and giving up. It marks entries of the send queue and
 * tells the congestion control; {@code send} sends them. Touches {@code segment} and below.
 */
package io.ringroad.fastpath.tcp.recovery;
