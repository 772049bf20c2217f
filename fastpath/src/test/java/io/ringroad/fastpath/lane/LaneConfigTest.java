package io.ringroad.fastpath.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.pmd.NativeFramePool;
import io.ringroad.pmd.sim.SimNet;
import io.ringroad.pmd.sim.SimNic;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LaneConfigTest {
  private final NativeFramePool pool = new NativeFramePool(16);
  private final SimNet net = new SimNet(1);

  @AfterEach
  void everyFrameIsBack() {
    pool.close();
  }

  private void refused(String key, UnaryOperator<LaneConfigBuilder> change) {
    LaneConfigBuilder builder = change.apply(LaneConfig.builder().pool(pool));
    String message = assertThrows(IllegalArgumentException.class, builder::build, key).getMessage();
    assertTrue(message.startsWith(key + " "), message);
    assertEquals(-1, message.indexOf('\n'));
  }

  @Test
  void everyMistakeIsNamed() {
    refused("lanes", b -> b.lanes(0));
    refused("lanes", b -> b.lanes(33));
    refused("lanes", b -> b.nic(net.nic("eth", pool, 2), "10.0.0.1/24"));
    refused("burstFrames", b -> b.burstFrames(0));
    refused("cacheFrames", b -> b.cacheFrames(1));
    refused("maxSockets", b -> b.maxSockets(0));
    refused("maxBacklog", b -> b.maxBacklog(0));
    refused("firstEphemeralPort", b -> b.ephemeralPorts(0, 10));
    refused("lastEphemeralPort", b -> b.ephemeralPorts(10, 9));
    refused("privilegedPorts", b -> b.privilegedPorts(-1));
    refused("cores", b -> b.lanes(2).cores(List.of(1)));
    refused("pool", b -> b.pool(null));
    refused("route", b -> b.gateway("10.0.0.9"));
  }

  @Test
  void addressesAreChecked() {
    SimNic nic = net.nic("eth", pool);
    for (String wrong : List.of("10.0.0.1", "10.0.0.1/0", "10.0.0.1/33", "10.0.0/24", "x/24")) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> InterfaceConfig.of(nic, wrong))
              .getMessage();
      assertTrue(message.contains("address"), message);
    }
    assertThrows(
        IllegalArgumentException.class, () -> new InterfaceConfig("eth", nic, 1_501, List.of()));
    InterfaceConfig.Address address = InterfaceConfig.Address.parse("192.168.1.2/24");
    assertEquals(IpAddresses.parseIpv4("192.168.1.2"), address.ipv4());
    assertEquals("192.168.1.2/24", address.toString());
  }

  @Test
  void secretsDifferUnlessTheyAreSet() {
    LaneConfig one = LaneConfig.builder().pool(pool).build();
    LaneConfig other = LaneConfig.builder().pool(pool).build();
    assertNotEquals(one.seed0(), other.seed0());
    assertEquals(3, LaneConfig.builder().pool(pool).seed(3, 4).build().seed0());
  }
}
