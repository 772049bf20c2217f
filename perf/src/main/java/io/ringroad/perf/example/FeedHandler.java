package io.ringroad.perf.example;

import static io.ringroad.perf.socket.SocketFailure.check;
import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_IP;
import static io.ringroad.shim.abi.IpSocketOption.IP_ADD_MEMBERSHIP;
import static io.ringroad.shim.abi.IpSocketOption.IP_ADD_SOURCE_MEMBERSHIP;
import static io.ringroad.shim.abi.MessageFlag.MSG_DONTWAIT;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;

import io.ringroad.fastpath.lane.LaneHandler;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.shim.BorrowedData;
import io.ringroad.shim.Ringroad;
import io.ringroad.shim.RingroadConfig;
import io.ringroad.shim.SocketCalls;
import io.ringroad.shim.ZeroCopyApplication;
import io.ringroad.shim.ZeroCopyCalls;
import io.ringroad.shim.abi.SockaddrIn;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/**
 * Reads a multicast feed on the lane itself, each message where the device put it: from the wire to
 * the consumer there is no copy, no queue between threads and no allocation.
 */
public final class FeedHandler implements LaneHandler {
  private static final ValueLayout.OfInt ADDRESS =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final int MOST_MESSAGES = 64;

  private final SocketCalls sockets;
  private final ZeroCopyCalls zeroCopy;
  private final Feed feed;
  private final Consumer<BorrowedData> consumer;
  private final BorrowedData message = new BorrowedData();
  private int fd = -1;

  /**
   * Which feed, and where it arrives.
   *
   * @param group such as 232.1.1.1
   * @param own the address of the interface that it comes to
   * @param source the sender to be heard, null for any
   */
  public record Feed(String group, int port, String own, String source) {}

  /**
   * Creates a handler for one lane.
   *
   * @param consumer lent each message until it returns
   */
  public FeedHandler(
      SocketCalls sockets, ZeroCopyCalls zeroCopy, Feed feed, Consumer<BorrowedData> consumer) {
    this.sockets = sockets;
    this.zeroCopy = zeroCopy;
    this.feed = feed;
    this.consumer = consumer;
  }

  @Override
  public void onStart() {
    try (Arena arena = Arena.ofConfined()) {
      fd = check("socket", sockets.socket(AF_INET, SOCK_DGRAM, 0));
      MemorySegment name = SockaddrIn.allocate(arena, feed.group, feed.port);
      check("bind", sockets.bind(fd, name, SockaddrIn.SIZE));
      join(arena);
    }
  }

  private void join(Arena arena) {
    MemorySegment request = arena.allocate(12); // struct ip_mreq, or with a source ip_mreq_source
    request.set(ADDRESS, 0, IpAddresses.parseIpv4(feed.group));
    request.set(ADDRESS, 4, IpAddresses.parseIpv4(feed.own));
    boolean any = feed.source == null;
    request.set(ADDRESS, 8, any ? 0 : IpAddresses.parseIpv4(feed.source));
    int name = any ? IP_ADD_MEMBERSHIP : IP_ADD_SOURCE_MEMBERSHIP;
    check("join", sockets.setsockopt(fd, IPPROTO_IP, name, request, any ? 8 : 12));
  }

  /** Consumes what has arrived. */
  @Override
  public int onWork(long nowNs) {
    int count = 0;
    while (count < MOST_MESSAGES && zeroCopy.borrow(fd, MSG_DONTWAIT, message) >= 0) {
      consumer.accept(message);
      zeroCopy.giveBack(message);
      count++;
    }
    return count;
  }

  @Override
  public void onClose() {
    sockets.close(fd);
  }

  /**
   * Prints how long each message is. Arguments: a device, such as afpacket:veth0, its address, a
   * group, a port, and the source if only one is to be heard.
   */
  public static void main(String[] args) throws InterruptedException {
    String own = args[1].replaceFirst("/.*", "");
    String source = args.length > 4 ? args[4] : null;
    Feed feed = new Feed(args[2], Integer.parseInt(args[3]), own, source);
    ZeroCopyApplication application =
        (sockets, zeroCopy, lane) ->
            new FeedHandler(
                sockets, zeroCopy, feed, each -> System.out.println(each.length() + " bytes"));
    RingroadConfig config =
        RingroadConfig.builder().device(args[0], args[1]).application(application).build();
    try (Ringroad engine = Ringroad.launch(config)) {
      Thread.currentThread().join();
    }
  }
}
