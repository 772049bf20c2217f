package io.ringroad.fastpath.datagram;

/**
 * The other lanes of the engine, as far as packets go that are for sockets of several lanes. Sets
 * of lanes are words with a bit for each. Used by the lane's thread alone.
 */
public interface PacketSharing {
  /** An engine of one lane. */
  PacketSharing ALONE =
      new PacketSharing() {
        @Override
        public int rawLanes(int protocol) {
          return 0;
        }

        @Override
        public int udpLanes(int port) {
          return 0;
        }

        @Override
        public void addRaw(int protocol) {}

        @Override
        public void removeRaw(int protocol) {}

        @Override
        public void share(long frame, int lanes) {}
      };

  /** The other lanes with raw sockets of a protocol, 0 to 255. */
  int rawLanes(int protocol);

  /** The other lanes with UDP sockets at a port. */
  int udpLanes(int port);

  /** This lane has raw sockets of a protocol from now on. */
  void addRaw(int protocol);

  /** This lane has no raw socket of a protocol any more. */
  void removeRaw(int protocol);

  /**
   * Gives other lanes a packet that is described by its {@link
   * io.ringroad.fastpath.socket.DatagramMetadata}: a reference for each, so nobody may change it
   * any more. The caller keeps its own reference.
   */
  void share(long frame, int lanes);
}
