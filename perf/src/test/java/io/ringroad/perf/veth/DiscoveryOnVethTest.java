package io.ringroad.perf.veth;

import static io.ringroad.perf.veth.VethPair.ENGINE_ADDRESS_6;
import static io.ringroad.perf.veth.VethPair.PREFIX_LENGTH_6;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Neighbour Discovery beside a real kernel and a real router, Debian's radvd. */
@Tag("integration")
@Timeout(300)
class DiscoveryOnVethTest {
  private static final String PREFIX = "2001:db8:68:";
  private static final String FAR_ADDRESS = "2001:db8:99::1";

  @TempDir Path folder;
  private VethPair veth;

  @BeforeAll
  static void check() {
    Requirements.rootAndDpdk();
  }

  @BeforeEach
  void makeLink() throws Exception {
    veth = new VethPair();
    veth.addKernelIpv6();
  }

  @AfterEach
  void removeLink() throws Exception {
    veth.close();
  }

  private PerfProcess engine() throws Exception {
    List<String> arguments =
        List.of("afpacket:" + veth.engineLink(), ENGINE_ADDRESS_6 + PREFIX_LENGTH_6);
    PerfProcess engine = PerfProcess.start(veth.engineSpace(), AutomaticEngine.class, arguments);
    engine.awaitLine("ready");
    return engine;
  }

  /** The second half of the addresses that the engine makes from its device's. */
  private String identifier() throws Exception {
    String shown =
        Command.of("ip -o link show dev " + veth.engineLink()).in(veth.engineSpace()).output();
    String[] mac = shown.split("link/ether ")[1].split(" ")[0].split(":");
    int first = Integer.parseInt(mac[0], 16) ^ 2;
    return String.format("%x%s:%sff:fe%s:%s%s", first, mac[1], mac[2], mac[3], mac[4], mac[5]);
  }

  private void awaitPing(String options, String address) throws Exception {
    String ping = "ping -6 -q -n -c 1 -W 1 " + options + " " + address;
    String line = "until " + ping + "; do sleep 0.1; done";
    veth.fromKernel("timeout 50 sh -s").withInput(line).output();
  }

  @Test
  void theKernelReachesTheLinkLocalAddressAndSeesItReachable() throws Exception {
    try (PerfProcess engine = engine()) {
      String address = "fe80::" + identifier();
      String link = veth.kernelLink();
      awaitPing("", address + "%" + link);
      // Who was asked by the engine first is in DELAY, and probes it after five seconds.
      String show = "ip -6 neigh show " + address + " dev " + link;
      String line = "until " + show + " | grep -q REACHABLE; do sleep 0.1; done";
      veth.fromKernel("timeout 50 sh -s").withInput(line).output();
    }
  }

  @Test
  void theKernelDoesNotTakeAnAddressThatTheEngineHas() throws Exception {
    try (PerfProcess engine = engine()) {
      awaitPing("", ENGINE_ADDRESS_6);
      String link = veth.kernelLink();
      String twin = ENGINE_ADDRESS_6 + PREFIX_LENGTH_6;
      veth.fromKernel("ip -6 address add " + twin + " dev " + link).output();
      String show = "ip -6 address show dev " + link + " dadfailed";
      String line = "until " + show + " | grep -q " + ENGINE_ADDRESS_6 + "; do sleep 0.1; done";
      veth.fromKernel("timeout 50 sh -s").withInput(line).output();
    }
  }

  @Test
  void radvdGivesTheEngineAnAddressAndAWayOut() throws Exception {
    Requirements.program("radvd");
    String link = veth.kernelLink();
    veth.fromKernel("sysctl -qw net.ipv6.conf.all.forwarding=1").output();
    veth.fromKernel("ip -6 address add " + PREFIX + ":2/64 dev " + link + " nodad").output();
    veth.fromKernel("ip -6 address add " + FAR_ADDRESS + "/128 dev lo nodad").output();
    Path configuration = folder.resolve("radvd.conf");
    Files.writeString(
        configuration,
        """
        interface %s {
          AdvSendAdvert on;
          MinRtrAdvInterval 3;
          MaxRtrAdvInterval 4;
          prefix %s:/64 { AdvOnLink on; AdvAutonomous on; };
        };
        """
            .formatted(link, PREFIX));
    Path pid = folder.resolve("radvd.pid");
    String start = "radvd --nodaemon --logmethod=none --config=" + configuration + " --pidfile=";
    Process radvd = veth.fromKernel(start + pid).start();
    try (PerfProcess engine = engine()) {
      String address = PREFIX + "0:" + identifier();
      awaitPing("", address);
      awaitPing("-I " + FAR_ADDRESS, address); // the answer goes by the default router
    } finally {
      radvd.destroy();
      radvd.waitFor();
    }
  }
}
