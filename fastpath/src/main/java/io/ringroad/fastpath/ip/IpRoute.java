package io.ringroad.fastpath.ip;

/** What the IP layer remembers of the way to a destination. */
final class IpRoute {}
