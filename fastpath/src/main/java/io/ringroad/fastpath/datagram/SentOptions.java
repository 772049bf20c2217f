package io.ringroad.fastpath.datagram;

import io.ringroad.fastpath.ip.IpDestination;
import io.ringroad.fastpath.socket.DatagramMetadata;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.socket.SocketOptions;
import io.ringroad.ffm.NativeMemory;

/** The IP options of the datagram in hand: the message's own, else those of its socket. */
final class SentOptions {
  private final byte[] bytes = new byte[DatagramMetadata.MAX_OPTIONS_BYTES];

  /** Gives the destination the options that the next packet to it has. */
  void apply(IpDestination to, DatagramMetadata metadata, SocketOptions options) {
    int length = metadata.optionsBytes();
    if (length != 0) {
      NativeMemory.copyTo(metadata.optionsAddress(), bytes, 0, length);
    } else if (options.isSet(SocketOption.IP_OPTIONS_BYTES)) {
      length = options.copyIpOptions(bytes);
    }
    to.headerOptions(bytes, length);
  }
}
