package io.ringroad.pmd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NicSpecTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "afpacket:veth0 | net_af_packet_rr7,iface=veth0,qdisc_bypass=1,qpairs=1",
        "afpacket:veth0,queues=2 | net_af_packet_rr7,iface=veth0,qdisc_bypass=1,qpairs=2",
        "afpacket:v,qdisc_bypass=0 | net_af_packet_rr7,iface=v,qdisc_bypass=0,qpairs=1",
        "afpacket:v,mtu=9000 |"
            + " net_af_packet_rr7,iface=v,qdisc_bypass=1,blocksz=16384,framesz=16384,qpairs=1",
        "afxdp:veth0,queues=2 | net_af_xdp_rr7,iface=veth0,queue_count=2",
        "memif:/run/a.sock | net_memif_rr7,socket=/run/a.sock,role=client,socket-abstract=no",
        "memif:/run/a.sock,server |"
            + " net_memif_rr7,socket=/run/a.sock,role=server,socket-abstract=no",
        "memif:/a,id=3 | net_memif_rr7,socket=/a,role=client,socket-abstract=no,id=3",
        "virtio:/v.sock | net_virtio_user_rr7,path=/v.sock,queues=1",
        "virtio:/v.sock,server,queues=2 | net_virtio_user_rr7,path=/v.sock,server=1,queues=2",
        "vhost:/v.sock,queues=2 | net_vhost_rr7,iface=/v.sock,queues=2",
        "vhost:/v.sock,client | net_vhost_rr7,iface=/v.sock,client=1,queues=1",
        "tap:rr0 | net_tap_rr7,iface=rr0",
        "null | net_null_rr7",
        "null,size=1500 | net_null_rr7,size=1500",
        "ring | net_ring_rr7",
        "ring:a | net_ring_rr7,nodeaction=a:0:CREATE",
        "ring:a,attach | net_ring_rr7,nodeaction=a:0:ATTACH",
        "pcap:/in.pcap,tx=/out.pcap | net_pcap_rr7,rx_pcap=/in.pcap,tx_pcap=/out.pcap",
        "pcap:veth0 | net_pcap_rr7,iface=veth0",
        "pci:0000:01:00.0 | 0000:01:00.0",
        "0000:01:00.0,queues=4 | 0000:01:00.0",
        "01:00.1 | 01:00.1",
        "net_af_packet0,iface=veth0 | net_af_packet0,iface=veth0",
        "net_af_packet0,iface=veth0,qpairs=2 | net_af_packet0,qpairs=2,iface=veth0",
        "net_virtio_user3,path=/x,queues=2 | net_virtio_user3,queues=2,path=/x",
        "net_bonding0,mode=1,slave=net_null0 | net_bonding0,mode=1,slave=net_null0",
        "net_tap0,iface=a,mtu=1400,rxd=64,txd=128 | net_tap0,iface=a",
      })
  void saysWhatDpdkIsTold(String text, String devargs) {
    assertEquals(devargs, NicSpec.parse(text).devargs(7));
  }

  @Test
  void readsTheCommonParameters() {
    NicSpec spec = NicSpec.parse(" afpacket:veth0, queues=2, mtu=1400, rxd=512, txd=256 ");
    assertEquals(2, spec.queues());
    assertEquals(1400, spec.mtu());
    assertEquals(512, spec.rxDescriptors());
    assertEquals(256, spec.txDescriptors());
    assertEquals("veth0", spec.interfaceName());
    assertTrue(spec.isShortForm());
  }

  @Test
  void readsTheQueuesOfDpdksOwnNames() {
    assertEquals(3, NicSpec.parse("net_af_packet0,iface=veth0,qpairs=3").queues());
    assertEquals(2, NicSpec.parse("net_af_xdp0,iface=veth0,queue_count=2").queues());
    assertEquals(2, NicSpec.parse("net_vhost0,iface=/s,queues=2").queues());
    assertEquals(4, NicSpec.parse("0000:01:00.0,queues=4").queues());
    NicSpec plain = NicSpec.parse("net_af_packet0,iface=veth1");
    assertEquals(1, plain.queues());
    assertEquals("veth1", plain.interfaceName());
    assertFalse(plain.isShortForm());
    assertEquals("", NicSpec.parse("net_tap0,iface=new0").interfaceName());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | net_af_packet0,iface=veth0",
        "eth0 | afpacket, afxdp, memif, virtio, vhost, tap, ring, null, pcap and pci",
        "afpacket | 1 to 15 characters",
        "afpacket: | 1 to 15 characters",
        "afpacket:averylonginterface | 1 to 15 characters",
        "afpacket:a b | 1 to 15 characters",
        "afpacket:veth0,queues=0 | 'queues' must be a number from 1 to 1024, not '0'",
        "afpacket:veth0,queues=two | 'queues' must be a number from 1 to 1024, not 'two'",
        "afpacket:veth0,mtu=20 | 'mtu' must be a number from 68 to 65535, not '20'",
        "afpacket:veth0,rxd=-1 | 'rxd' must be a number",
        "afpacket:veth0,server | 'afpacket' knows none",
        "afpacket:veth0,,mtu=1500 | '' is no parameter, which is written key=value",
        "afpacket:veth0,mtu= | 'mtu=' is no parameter",
        "afpacket:veth0,mtu=1500,mtu=1400 | 'mtu' stands there twice",
        "memif:run/a.sock | the path of a socket from / on",
        "memif:/a,master | 'memif' knows server and client",
        "vhost:/a,server | 'vhost' knows client",
        "null:x | nothing behind a colon",
        "ring:a-b | letters, digits and underscores",
        "pci:01:00 | no PCI address such as 0000:01:00.0",
        "Net_null0 | DPDK's own name",
      })
  void answersEachMistakeWithOneSentence(String text, String part) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> NicSpec.parse(text)).getMessage();
    assertTrue(message.contains(part), message);
    assertTrue(message.startsWith("device '") && message.endsWith("."), message);
    assertFalse(message.contains("\n"), message);
  }

  @Test
  void refusesPathsThatNoSocketHas() {
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> NicSpec.parse("vhost:/" + "x".repeat(107)))
            .getMessage();
    assertTrue(message.contains("at most 107 bytes"), message);
  }
}
