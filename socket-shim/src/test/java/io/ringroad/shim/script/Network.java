package io.ringroad.shim.script;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * The wire at the device: answers ARP and neighbour solicitations, and keeps what the engine sent
 * for the script.
 */
final class Network {
  private static final int ETHERNET_BYTES = 14;
  private static final int ARP_BYTES = 28;
  private static final int ARP = 0x0806;
  private static final int IPV4 = 0x0800;
  private static final int PROTOCOL_OFFSET = 23;
  private static final int IGMP = 2;

  private final World world;
  private final IpVersion ip;
  private final Set<String> heeded;
  private final Deque<LivePacket> sent = new ArrayDeque<>();

  /**
   * @param heeded the protocols whose messages the script has in its own hands: arp, nd, igmp, mld
   */
  Network(World world, IpVersion ip, Set<String> heeded) {
    this.world = world;
    this.heeded = heeded;
    this.ip = ip;
  }

  /** Makes the gateway's address known before the script begins. */
  void introduceGateway() {
    if (ip.wireOf6() || heeded.contains("arp")) {
      return; // RFC 4861 7.2.5: an advertisement that nobody asked for makes no entry
    }
    world.inject(arp(2, Endpoints.GATEWAY, Endpoints.GATEWAY_MAC, Endpoints.LOCAL_ADDRESS));
  }

  /** Takes what the engine sent; true if that makes new work for it. */
  boolean collect() {
    boolean answered = false;
    for (byte[] frame = world.collect(); frame != null; frame = world.collect()) {
      int type = Short.toUnsignedInt(ByteBuffer.wrap(frame).getShort(12));
      LivePacket packet = new LivePacket(frame, world.elapsedNs());
      PacketSpec.Message message = packet.message();
      if (message != null && heeded.contains(message.protocol())) {
        sent.add(packet);
      } else if (type == ARP) {
        answered |= answer(ByteBuffer.wrap(frame));
      } else if (NeighborDiscovery.isHousekeeping(frame)) {
        answered |= answer(NeighborDiscovery.advertisement(frame));
      } else if (type != IPV4 || frame[PROTOCOL_OFFSET] != IGMP) {
        sent.add(packet);
      }
    }
    return answered;
  }

  /** The packets that the script has not named yet, the oldest first. */
  Deque<LivePacket> sent() {
    return sent;
  }

  private boolean answer(byte[] frame) {
    return frame != null && world.inject(frame);
  }

  private boolean answer(ByteBuffer request) {
    int target = request.getInt(ETHERNET_BYTES + 24);
    boolean asks = request.getShort(ETHERNET_BYTES + 6) == 1;
    if (!asks || target == Endpoints.LOCAL_ADDRESS) {
      return false;
    }
    world.inject(arp(2, target, Endpoints.GATEWAY_MAC, Endpoints.LOCAL_ADDRESS));
    return true;
  }

  private static byte[] arp(int operation, String sender, long senderMac, int target) {
    int address = 0;
    for (String part : sender.split("\\.")) {
      address = address << 8 | Integer.parseInt(part);
    }
    return arp(operation, address, senderMac, target);
  }

  private static byte[] arp(int operation, int sender, long senderMac, int target) {
    ByteBuffer out = ByteBuffer.allocate(ETHERNET_BYTES + ARP_BYTES);
    mac(out, Endpoints.LOCAL_MAC);
    mac(out, senderMac);
    out.putShort((short) ARP).putShort((short) 1).putShort((short) IPV4);
    out.put((byte) 6).put((byte) 4).putShort((short) operation);
    mac(out, senderMac);
    out.putInt(sender);
    mac(out, Endpoints.LOCAL_MAC);
    out.putInt(target);
    return out.array();
  }

  private static void mac(ByteBuffer out, long address) {
    out.putShort((short) (address >> 32)).putInt((int) address);
  }
}
