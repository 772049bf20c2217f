package io.ringroad.fastpath;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;

/** Dependencies point one way: lane, transports, ip, route and neighbor, link, then the leaves. */
@AnalyzeClasses(
    packages = "io.ringroad.fastpath",
    importOptions = ImportOption.DoNotIncludeTests.class)
class DependencyTest {
  private static final String ROOT = "io.ringroad.fastpath.";
  private static final String LANE = ROOT + "lane..";
  private static final String TCP = ROOT + "tcp..";
  private static final String TCP_ROOT = ROOT + "tcp";
  private static final String UDP = ROOT + "udp..";
  private static final String ICMP = ROOT + "icmp..";
  private static final String RAW = ROOT + "raw..";
  private static final String PING = ROOT + "ping..";
  private static final String DATAGRAM = ROOT + "datagram..";
  private static final String SOCKET = ROOT + "socket..";
  private static final String IP = ROOT + "ip..";
  private static final String ROUTE = ROOT + "route..";
  private static final String NEIGHBOR = ROOT + "neighbor..";
  private static final String LINK = ROOT + "link..";
  private static final String WIRE = ROOT + "wire..";
  private static final String TIMER = ROOT + "timer..";
  private static final String STATS = ROOT + "stats..";

  @ArchTest
  static final ArchRule nobodyKnowsLanes =
      noClasses()
          .that()
          .resideOutsideOfPackage(LANE)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(LANE);

  @ArchTest
  static final ArchRule transportsDoNotKnowEachOther =
      slices().matching(ROOT + "(tcp|udp|icmp|raw)..").should().notDependOnEachOther();

  /** The rooms of ARCHITECTURE.md from above; those in one row do not know each other. */
  private static final List<List<String>> ROWS =
      List.of(
          List.of("lane"),
          List.of("tcp", "udp", "raw", "ping", "discovery", "membership", "dhcp"),
          List.of("icmp", "datagram"),
          List.of("ip6"),
          List.of("ip"),
          List.of("fragment", "route", "neighbor", "socket"),
          List.of("group"),
          List.of("link"),
          List.of("wire", "timer", "stats"));

  @ArchTest
  static void eachRoomKnowsOnlyThoseBelow(JavaClasses classes) {
    List<String> above = new ArrayList<>();
    List<String> all = new ArrayList<>(List.of("io.ringroad.fastpath"));
    for (List<String> row : ROWS) {
      for (String room : row) {
        List<String> others = new ArrayList<>(above);
        row.stream()
            .filter(each -> !each.equals(room))
            .map(each -> ROOT + each + "..")
            .forEach(others::add);
        noClasses()
            .that()
            .resideInAPackage(ROOT + room + "..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(others.toArray(String[]::new))
            .check(classes);
      }
      row.forEach(room -> above.add(ROOT + room + ".."));
    }
    all.addAll(above);
    classes().should().resideInAnyPackage(all.toArray(String[]::new)).check(classes);
  }

  /** The parts of TCP from above; its root, which puts them together, is above them all. */
  private static final List<String> TCP_PARTS =
      List.of(
          "listen",
          "arrival",
          "handshake",
          "calls",
          "receive",
          "send",
          "dormancy",
          "lifetime",
          "recovery",
          "segment",
          "connection",
          "queue",
          "endpoint",
          "config",
          "congestion");

  @ArchTest
  static void eachPartOfTcpKnowsOnlyThoseBelow(JavaClasses classes) {
    List<String> above = new ArrayList<>(List.of(TCP_ROOT));
    for (String part : TCP_PARTS) {
      noClasses()
          .that()
          .resideInAPackage(TCP_ROOT + "." + part)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(above.toArray(String[]::new))
          .check(classes);
      above.add(TCP_ROOT + "." + part);
    }
    classes()
        .that()
        .resideInAPackage(TCP)
        .should()
        .resideInAnyPackage(above.toArray(String[]::new))
        .check(classes);
  }

  @ArchTest
  static final ArchRule theInternetLayerKnowsNoTransport =
      noClasses()
          .that()
          .resideInAPackage(IP)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(TCP, UDP, ICMP, RAW, PING, DATAGRAM, SOCKET);

  @ArchTest
  static final ArchRule neighborsKnowOnlyTheLink =
      noClasses()
          .that()
          .resideInAPackage(NEIGHBOR)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(TCP, UDP, ICMP, RAW, PING, DATAGRAM, SOCKET, IP, ROUTE);

  @ArchTest
  static final ArchRule routesKnowOnlyAddresses =
      noClasses()
          .that()
          .resideInAPackage(ROUTE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              TCP, UDP, ICMP, RAW, PING, DATAGRAM, SOCKET, IP, NEIGHBOR, LINK, TIMER, STATS);

  @ArchTest
  static final ArchRule theLinkKnowsNothingAboveIt =
      noClasses()
          .that()
          .resideInAPackage(LINK)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(TCP, UDP, ICMP, RAW, PING, DATAGRAM, SOCKET, IP, ROUTE, NEIGHBOR);

  @ArchTest
  static final ArchRule socketsKnowNoProtocol =
      noClasses()
          .that()
          .resideInAPackage(SOCKET)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(TCP, UDP, ICMP, RAW, PING, DATAGRAM, IP, ROUTE, NEIGHBOR, LINK);

  @ArchTest
  static final ArchRule timersAndCountersAreLeaves =
      noClasses()
          .that()
          .resideInAnyPackage(TIMER, STATS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              TCP,
              UDP,
              ICMP,
              RAW,
              PING,
              DATAGRAM,
              SOCKET,
              IP,
              ROUTE,
              NEIGHBOR,
              LINK,
              WIRE,
              "io.ringroad.pmd..");

  @ArchTest
  static final ArchRule theWireFormatIsALeaf =
      noClasses()
          .that()
          .resideInAPackage(WIRE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              TCP,
              UDP,
              ICMP,
              RAW,
              PING,
              DATAGRAM,
              SOCKET,
              IP,
              ROUTE,
              NEIGHBOR,
              LINK,
              TIMER,
              STATS,
              "io.ringroad.pmd..");

  @ArchTest
  static final ArchRule protocolsDoNotKnowDevicesOfAKind =
      noClasses()
          .that()
          .resideInAnyPackage(TCP, UDP, ICMP, RAW, PING, DATAGRAM, IP, ROUTE, NEIGHBOR, LINK)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.ringroad.pmd.dpdk..", "io.ringroad.pmd.sim..", "io.ringroad.pmd.probe..");

  @ArchTest
  static final ArchRule nobodyReachesForRawBindings =
      noClasses().should().dependOnClassesThat().resideInAPackage("io.ringroad.ffm.dpdk.raw..");
}
