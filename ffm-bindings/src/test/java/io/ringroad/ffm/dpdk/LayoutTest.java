package io.ringroad.ffm.dpdk;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.ffm.CompiledC;
import io.ringroad.ffm.dpdk.raw.DpdkConstants;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What Java believes of DPDK's structures and constants is what the C compiler says of its headers.
 */
@Tag("integration")
class LayoutTest {
  private static final Path GENERATED =
      Path.of("src/main/jextract-generated/java/io/ringroad/ffm/dpdk/raw");

  @TempDir Path folder;
  private CompiledC c;

  @BeforeEach
  void includeDpdk() throws Exception {
    Path header = Path.of("src/main/jextract/dpdk.h").toAbsolutePath();
    c = new CompiledC().library("libdpdk").declare("#include \"" + header + "\"");
  }

  @Test
  void everyGeneratedStructureHasTheSizeAndOffsetsOfC() throws Exception {
    List<String> names;
    try (Stream<Path> files = Files.list(GENERATED)) {
      names =
          files
              .map(file -> file.getFileName().toString().replace(".java", ""))
              .filter(name -> name.startsWith("rte_"))
              .sorted()
              .toList();
    }
    assertTrue(names.size() > 20, names::toString);
    for (String name : names) {
      Class<?> type = Class.forName("io.ringroad.ffm.dpdk.raw." + name);
      Method layout = type.getMethod("layout");
      String cType = name.endsWith("_t") ? name : "struct " + name;
      GroupLayout group = (GroupLayout) layout.invoke(null);
      c.expect("sizeof(" + cType + ")", group.byteSize());
      expectMembers(cType, group, "", 0);
    }
    c.verify(folder);
  }

  /** Members of anonymous structures and unions are members of the one around them, as in C. */
  private void expectMembers(String cType, GroupLayout group, String prefix, long base) {
    for (MemoryLayout member : group.memberLayouts()) {
      if (member.name().isEmpty()) {
        continue;
      }
      String name = member.name().get();
      long offset = base + group.byteOffset(PathElement.groupElement(name));
      boolean anonymous = name.startsWith("$anon$");
      String path = anonymous ? prefix : prefix + name;
      if (!anonymous) {
        c.expect("offsetof(" + cType + ", " + path + ")", offset);
        c.expect("sizeof(((" + cType + " *) 0)->" + path + ")", member.byteSize());
      }
      if (member instanceof GroupLayout inner) {
        expectMembers(cType, inner, anonymous ? prefix : path + ".", offset);
      }
    }
  }

  @Test
  void everyGeneratedConstantHasTheValueOfC() throws Exception {
    for (Method constant : DpdkConstants.class.getDeclaredMethods()) {
      if (Modifier.isPublic(constant.getModifiers()) && constant.getName().startsWith("RTE_")) {
        c.expect(constant.getName(), ((Number) constant.invoke(null)).longValue());
      }
    }
    c.verify(folder);
  }

  @Test
  void whatIsWrittenByHandHasTheValueOfC() throws Exception {
    c.declare("static struct rte_mbuf m = {.l2_len = 14, .l3_len = 60, .l4_len = 52,")
        .declare("  .tso_segsz = 1460};")
        .declare("static struct rte_mbuf widest = {.l2_len = 127, .l3_len = 511, .l4_len = 255,")
        .declare("  .tso_segsz = 65535};")
        .declare("static struct rte_mbuf fresh = {.data_off = RTE_PKTMBUF_HEADROOM, .refcnt = 1,")
        .declare("  .nb_segs = 1, .port = RTE_MBUF_PORT_INVALID};")
        .declare("static struct rte_eth_link up = {.link_status = 1};")
        .declare("static struct rte_eth_link duplex = {.link_duplex = 1};");
    c.expect("m.tx_offload", MbufLayout.txOffload(14, 60, 52, 1460))
        .expect("widest.tx_offload", MbufLayout.txOffload(127, 511, 255, 65535))
        .expect("*(uint64_t *) fresh.rearm_data", MbufLayout.REARM)
        .expect("offsetof(struct rte_mbuf, rearm_data)", MbufLayout.REARM_DATA)
        .expect("offsetof(struct rte_mbuf, hash.rss)", MbufLayout.HASH_RSS)
        .expect("sizeof(struct rte_mbuf)", MbufLayout.SIZE)
        .expect("RTE_MBUF_PORT_INVALID", MbufLayout.PORT_INVALID)
        .expect("RTE_ETHER_ADDR_LEN", EthFilter.MAC_BYTES)
        .expect("*(uint16_t *) ((char *) &up + " + EthLink.BITS + ")", EthLink.STATUS_BIT)
        .expect("*(uint16_t *) ((char *) &duplex + " + EthLink.BITS + ")", EthLink.DUPLEX_BIT)
        .expect("SOCKET_ID_ANY", MbufPool.ANY_SOCKET);
    c.verify(folder);
  }
}
