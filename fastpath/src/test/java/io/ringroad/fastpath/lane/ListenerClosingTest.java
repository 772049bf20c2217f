package io.ringroad.fastpath.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.pmd.NativeFramePool;
import org.junit.jupiter.api.Test;

/** A listener that is closed while not all lanes have heard of it. */
class ListenerClosingTest {

  /**
   * What threads made happen now and then: the engine closes between the question and the answer.
   */
  @Test
  void theEngineMayCloseBeforeTheOtherLaneHasAnswered() {
    NativeFramePool pool = new NativeFramePool(1_024);
    PipeNic[] nics = PipeNic.pair(pool);
    LaneGroup group =
        new LaneGroup(LaneConfig.builder().lanes(2).nic(nics[0], "10.0.0.1/24").pool(pool).build());
    group.lane(0).doWork();
    LaneProxy proxy = group.proxy(0);
    StreamSocket listening = proxy.openStream();
    assertEquals(NetError.NONE, proxy.bind(listening, 0, IpAddresses.IPV4_ANY_LOW, 80));
    assertEquals(NetError.NONE, proxy.listen(listening, 1));
    group.lane(1).doWork();
    group.lane(0).doWork();
    group.proxy(0).close(listening); // the other lane is asked, and has no time to answer
    assertEquals(0, group.ports().size());
    group.close();
    for (PipeNic nic : nics) {
      nic.close();
    }
    assertEquals(0, pool.inUse());
    pool.close();
  }
}
