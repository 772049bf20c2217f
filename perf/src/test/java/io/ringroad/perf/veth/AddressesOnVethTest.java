package io.ringroad.perf.veth;

import static io.ringroad.perf.veth.VethPair.ENGINE_ADDRESS;
import static io.ringroad.perf.veth.VethPair.KERNEL_ADDRESS;
import static io.ringroad.perf.veth.VethPair.PREFIX_LENGTH;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.lane.HostAddresses;
import io.ringroad.fastpath.lane.InterfaceConfig;
import io.ringroad.ffm.linux.NetNamespace;
import io.ringroad.shim.Ringroad;
import io.ringroad.shim.RingroadConfig;
import io.ringroad.shim.RingroadConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Addresses that are leased, chosen, or change while the engine runs, on a veth. */
@Tag("integration")
@Timeout(300)
class AddressesOnVethTest {
  private static final String ROUTER = KERNEL_ADDRESS;

  @BeforeAll
  static void check() {
    Requirements.rootAndDpdk();
  }

  private static Ringroad launch(VethPair veth, RingroadConfigBuilder config) {
    try (NetNamespace engineSide = veth.enterEngineSide()) {
      return Ringroad.launch(config.build());
    }
  }

  private static RingroadConfigBuilder config(VethPair veth, String... addresses) {
    return RingroadConfig.builder().device("afpacket:" + veth.engineLink(), addresses);
  }

  /** The only IPv4 address of a device. */
  private static String ipv4(HostAddresses.Device device) {
    List<InterfaceConfig.Address> all =
        device.addresses().stream().filter(InterfaceConfig.Address::isIpv4).toList();
    assertEquals(1, all.size(), all.toString());
    return all.getFirst().toString();
  }

  private static void pings(VethPair veth, String address, String options) throws Exception {
    String line = "ping -n -q -W 30 -i 0.1 -c 3 " + options + address;
    String said = veth.fromKernel(line).output();
    assertTrue(said.contains(" 0% packet loss"), said);
  }

  private static Process dnsmasq(VethPair veth, Path leases)
      throws IOException, InterruptedException {
    Requirements.program("dnsmasq");
    String line =
        "dnsmasq --conf-file=/dev/null --keep-in-foreground --port=0 --no-ping --user=root"
            + " --pid-file= --dhcp-authoritative --interface="
            + veth.kernelLink()
            + " --dhcp-range=10.68.0.50,10.68.0.59,255.255.255.0,2m --dhcp-option=26,1400"
            + " --dhcp-option=3,"
            + ROUTER
            + " --dhcp-option=121,10.99.0.0/16,"
            + ROUTER
            + ",0.0.0.0/0,"
            + ROUTER
            + " --dhcp-leasefile="
            + leases;
    return veth.fromKernel(line).start();
  }

  @Test
  void dnsmasqLeasesAnAddressAndGetsItBack(@TempDir Path directory) throws Exception {
    Path leases = directory.resolve("leases");
    try (VethPair veth = new VethPair()) {
      Process server = dnsmasq(veth, leases);
      try {
        try (Ringroad engine = launch(veth, config(veth, "dhcp"))) {
          HostAddresses.Device device = engine.network().devices().getFirst();
          String address = ipv4(device);
          assertTrue(address.matches("10\\.68\\.0\\.5[0-9]/24"), address);
          assertEquals(1_400, device.mtu(), "option 26");
          String routes = engine.network().routes().toString();
          assertTrue(routes.contains("10.99.0.0/16 via " + ROUTER), routes);
          assertTrue(routes.contains("0.0.0.0/0 via " + ROUTER), routes);
          pings(veth, address.substring(0, address.indexOf('/')), "");
          assertTrue(Files.readString(leases).contains("10.68.0.5"), "the server's own list");
        }
        awaitEmpty(leases);
      } finally {
        server.destroy();
        server.waitFor();
      }
    }
  }

  /** The server writes its list when it has heard that the address is given back. */
  private static void awaitEmpty(Path leases) throws IOException {
    long deadlineNs = System.nanoTime() + 30_000_000_000L;
    while (Files.readString(leases).contains("10.68.0.5")) {
      assertTrue(System.nanoTime() < deadlineNs, "the lease was not given back");
      Thread.onSpinWait();
    }
  }

  @Test
  void withoutAServerLaunchingEndsWithASentence() throws Exception {
    try (VethPair veth = new VethPair()) {
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () -> launch(veth, config(veth, "dhcp").addressWait(2)))
              .getMessage();
      assertEquals(
          "No DHCP server leased afpacket:%s an address within 2 s ('address.wait')."
              .formatted(veth.engineLink()),
          message);
    }
  }

  @Test
  void theKernelReachesALinkLocalAddress() throws Exception {
    try (VethPair veth = new VethPair()) {
      veth.fromKernel("ip address add 169.254.77.1/16 dev " + veth.kernelLink()).output();
      try (Ringroad engine = launch(veth, config(veth, "link-local"))) {
        String address = ipv4(engine.network().devices().getFirst());
        assertTrue(address.startsWith("169.254."), address);
        pings(veth, address.substring(0, address.indexOf('/')), "");
      }
    }
  }

  @Test
  void theKernelReachesAnAddressFromTheMomentItIsAdded() throws Exception {
    try (VethPair veth = new VethPair();
        Ringroad engine = launch(veth, config(veth, ENGINE_ADDRESS + PREFIX_LENGTH).lanes(2))) {
      String device = engine.network().devices().getFirst().name();
      engine.network().addAddress(device, "10.68.0.7/24");
      pings(veth, "10.68.0.7", "");
      engine.network().removeAddress(device, "10.68.0.7/24");
      pings(veth, ENGINE_ADDRESS, "");
    }
  }
}
