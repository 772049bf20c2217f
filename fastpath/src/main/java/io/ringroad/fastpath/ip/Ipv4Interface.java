package io.ringroad.fastpath.ip;

/** A device with addresses, seen from the IP layer. */
public final class Ipv4Interface {}
