package io.ringroad.shim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.discovery.DiscoveryConfig;
import io.ringroad.fastpath.group.GroupLimits;
import io.ringroad.fastpath.lane.AddressMode;
import io.ringroad.fastpath.lane.IdleMode;
import io.ringroad.fastpath.neighbor.StaticNeighbor;
import io.ringroad.fastpath.tcp.config.EcnMode;
import io.ringroad.fastpath.tcp.congestion.CongestionAlgorithm;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.shim.wait.WaitStrategy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RingroadConfigTest {
  @Test
  void everyKeyOfAFileArrives(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("engine.properties");
    Files.writeString(
        file,
        """
        device = afpacket:veth0
        address = 10.0.0.1/24, 10.0.1.1/24
        mtu = 1400
        pcap = /tmp/a.pcapng
        device.2 = pci:0000:01:00.0
        address.2 = 192.168.7.1/30
        gateway = 192.168.7.2
        routes = 10.1.0.0/16 via 10.0.0.253, 10.2.0.0/16 via 10.0.1.254
        lanes = 2
        cpus = 0,1
        drive = caller
        idle = busy-spin
        wait = spin
        pool.frames = 1000
        memory.mb = 128
        hugepages = off
        eal.args = --single-file-segments --log-level=8
        descriptors = 77
        sockets = 99
        privileged.ports = 1024
        ephemeral.ports = 40000-40009
        counters = /dev/shm/ringroad
        seed = 0x2a
        tcp.congestion = dctcp
        tcp.ecn = request
        neighbors = 10.0.0.9 at 02:00:00:00:00:09, 192.168.7.2 at 02:00:00:00:00:fe
        neighbors.most = 20000
        multicast.groups = 1000
        multicast.sources = 100
        igmp.version = 2
        ipv6.automatic = true
        ipv6.duplicates = true
        ipv6.redirects = false
        ipv6.secret = salt
        """);
    RingroadConfig config = RingroadConfig.load(file);
    assertEquals(2, config.devices().size());
    DeviceConfig first = config.devices().getFirst();
    assertEquals("afpacket:veth0", first.spec().text());
    assertEquals("[10.0.0.1/24, 10.0.1.1/24]", first.addresses().toString());
    assertEquals(1_400, first.mtu());
    assertEquals(Path.of("/tmp/a.pcapng"), first.capture());
    assertEquals(3, config.routes().size());
    assertEquals(2, config.routes().getFirst().interfaceIndex(), "the gateway is on device 2");
    assertEquals(1, config.routes().get(1).interfaceIndex());
    assertEquals(2, config.lanes());
    assertEquals(List.of(0, 1), config.cpus());
    assertFalse(config.threads());
    assertEquals(IdleMode.BUSY_SPIN, config.idle());
    assertEquals(WaitStrategy.SPIN, config.waiting());
    assertEquals(1_000, config.poolFrames());
    assertEquals(128, config.memoryMb());
    assertEquals(HugepageMode.OFF, config.hugepages());
    assertEquals(List.of("--single-file-segments", "--log-level=8"), config.ealArguments());
    assertEquals(77, config.descriptorLimit());
    assertEquals(99, config.socketLimit());
    assertEquals(1_024, config.privilegedPorts());
    assertEquals(40_000, config.firstEphemeralPort());
    assertEquals(40_009, config.lastEphemeralPort());
    assertEquals(Path.of("/dev/shm/ringroad"), config.countersFile());
    assertEquals(List.of(42L, 0L), config.seed());
    assertEquals(CongestionAlgorithm.DCTCP, config.tcp().congestion().algorithm());
    assertEquals(EcnMode.REQUEST, config.tcp().congestion().ecn());
    assertEquals(
        new DiscoveryConfig(true, false, true, 1, "salt".getBytes(StandardCharsets.UTF_8)),
        config.discovery());
    assertEquals(20_000, config.neighbors().maxNeighbors());
    assertEquals(new GroupLimits(1_000, 100, 100), config.groupLimits());
    assertEquals(2, config.membership().forcedVersion());
    assertEquals(
        List.of(
            new StaticNeighbor(1, IpAddresses.parse("10.0.0.9"), 0x0200_0000_0009L),
            new StaticNeighbor(2, IpAddresses.parse("192.168.7.2"), 0x0200_0000_00feL)),
        config.neighbors().permanent());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lanes | 0 | a whole number from 1 to 32",
        "lanes | many | a whole number from 1 to 32",
        "drive | me | one of threads, caller",
        "idle | lazy | one of busy-spin, yielding, backing-off",
        "wait | sleep | one of spin, backoff, park",
        "hugepages | maybe | one of auto, on, off",
        "pool.frames | 1 | a whole number from 64 to 16777216",
        "memory.mb | 1 | a whole number from 16 to 1048576",
        "descriptors | 0 | a whole number from 1 to 16777216",
        "sockets | -1 | a whole number from 1 to 16777216",
        "privileged.ports | 65536 | a whole number from 0 to 65535",
        "ephemeral.ports | 99 | two ports, as 32768-60999",
        "ephemeral.ports | 9-8 | a whole number from 9 to 65535",
        "gateway | here | an IP address, as 10.0.0.254",
        "gateway | 10.9.9.9 | an address in the network of one of the devices",
        "routes | 10.0.0.0/8 | as 10.1.0.0/16 via 10.0.0.253",
        "routes | 10.0.0.1/8 via 10.0.0.2 | a network without host bits",
        "routes | 10.9.0.0/16 dev lan | a route by one of the devices []",
        "routes | unreachable 10.9.0.0/16 via 10.0.0.2 | a network and a router on it",
        "routes | 10.9.0.0/16 via fd00::1 | a network and a router of one family",
        "routes | 10.9.0.0/16 via 10.0.0.2 metric x | a whole number from 0 to 2147483647",
        "address.wait | 0 | a whole number from 1 to 3600",
        "cpus | 0,1 | a core for each of the 1 lanes",
        "cpus | x | a whole number from 0 to 1023",
        "tcp.congestion | bbr | one of cubic, reno, dctcp",
        "ipv6.automatic | yes | true or false",
        "ipv6.duplicates | 1 | true or false",
        "ipv6.redirects | no | true or false",
        "neighbors | 10.0.0.9 | as 10.0.0.254 at 02:00:00:00:00:fe",
        "neighbors | 10.0.0.9 at ff:ff:ff:ff:ff:ff | as 10.0.0.254 at 02:00:00:00:00:fe",
        "neighbors | 10.9.9.9 at 02:00:00:00:00:09 | in the network of one of the devices",
        "multicast.groups | 0 | a whole number from 1 to 65536",
        "igmp.version | 4 | a whole number from 0 to 3",
        "neighbors.most | 9 | a whole number from 64 to 1048576",
        "tcp.ecn | 1 | one of off, request, answer",
        "seed | salt | a whole number of at most 64 bits",
      })
  void aWrongValueIsAnsweredWithItsKeyAndWhatIsAllowed(String key, String value, String allowed) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> RingroadConfig.of(Map.of(key, value)));
    assertTrue(e.getMessage().startsWith("'" + key + "' is '"), e.getMessage());
    assertTrue(e.getMessage().contains(allowed), e.getMessage());
    assertTrue(e.getMessage().endsWith("."), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "device | afpacket | 'device': ",
        "device | afpacket:veth0 | 'address' is not set",
        "address | 10.0.0.1/24 | 'device' is not",
        "address.17 | 10.0.0.1/24 | 'address.17' is '17'",
        "mtu.2 | 1500 | 'device.2' is not",
        "colour | red | 'colour' is no key; there are device, address",
      })
  void deviceKeysBelongTogether(String key, String value, String message) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> RingroadConfig.of(Map.of(key, value)));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @Test
  void aVlanBelongsToTheDeviceBeforeIt() {
    RingroadConfig config =
        RingroadConfig.of(
            Map.of(
                "device", "afpacket:v0",
                "address", "dhcp, 10.0.0.1/24",
                "device.2", "vlan:100",
                "address.2", "10.100.0.1/24",
                "mtu.2", "1400",
                "routes", "10.9.0.0/16 via 10.100.0.9 metric 7 src 10.0.0.1"));
    assertEquals(AddressMode.DHCP, config.devices().getFirst().mode());
    DeviceConfig vlan = config.devices().getLast();
    assertEquals("afpacket:v0.100", vlan.name());
    assertEquals(config.devices().getFirst(), vlan.parent());
    assertEquals(100, vlan.vlan());
    assertEquals(
        "[10.9.0.0/16 via 10.100.0.9 interface 2 source 10.0.0.1 metric 7]",
        config.routes().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vlan:0 | 10.1.0.1/24 | a whole number from 1 to 4094",
        "vlan:4095 | 10.1.0.1/24 | a whole number from 1 to 4094",
        "vlan:7 | dhcp,link-local | dhcp or link-local once, not both",
      })
  void wrongVlansAreNamed(String device, String address, String message) {
    Map<String, String> keys =
        Map.of(
            "device",
            "afpacket:v0",
            "address",
            "10.0.0.1/24",
            "device.2",
            device,
            "address.2",
            address);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> RingroadConfig.of(keys));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @Test
  void aVlanNeedsADeviceAndANumberOfItsOwn() {
    IllegalArgumentException alone =
        assertThrows(
            IllegalArgumentException.class,
            () -> RingroadConfig.builder().device("vlan:7", "10.0.0.1/24"));
    assertTrue(alone.getMessage().contains("of the device before"), alone.getMessage());
    RingroadConfigBuilder two =
        RingroadConfig.builder()
            .device("afpacket:v0", "10.0.0.1/24")
            .device("vlan:7", "10.7.0.1/24");
    assertThrows(IllegalArgumentException.class, () -> two.device("vlan:7", "10.8.0.1/24"));
    assertThrows(IllegalArgumentException.class, () -> two.pcap(Path.of("/tmp/a.pcapng")));
  }

  @Test
  void wrongAddressesAndMtusAreNamed() {
    for (String address : List.of("10.0.0.1", "10.0.0.1/33", "10.0.0/8", "", "fe80::1/129")) {
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class,
              () -> RingroadConfig.of(Map.of("device", "afpacket:v0", "address", address)));
      assertTrue(e.getMessage().contains("'address'"), e.getMessage());
      assertTrue(e.getMessage().contains("10.0.0.1/24"), e.getMessage());
    }
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> RingroadConfig.builder().mtu(1_500));
    assertEquals("'mtu' belongs to a device, but there is none yet.", e.getMessage());
  }

  @Test
  void aMissingFileIsSaid() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> RingroadConfig.load(Path.of("/no/such/file")));
    assertEquals("The configuration /no/such/file does not exist.", e.getMessage());
  }
}
