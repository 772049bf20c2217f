package io.ringroad.fastpath.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.link.MulticastFilter;
import io.ringroad.fastpath.wire.IpAddress;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.pmd.NativeFramePool;
import io.ringroad.pmd.sim.InjectionNic;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Many groups of both families, and many sources: each is found, and nothing else is. */
class GroupLookupTest {
  private static final int MANY = 1_000;

  private static IpAddress group(int number) {
    return number % 2 == 0
        ? IpAddress.ofIpv4(0xEF00_0000 | number * 7)
        : new IpAddress(0xFF05_0000_0000_0000L, number * 7L);
  }

  @Test
  void eachOfManyGroupsIsFound() {
    InterfaceGroups groups = new InterfaceGroups(new MulticastFilter());
    List<GroupMembership> members = new ArrayList<>();
    for (int i = 1; i <= MANY; i++) {
      IpAddress group = group(i);
      members.add(GroupMembership.ofAnySource(group.high(), group.low(), 1));
      groups.add(members.getLast());
    }
    for (int i = 1; i <= MANY; i++) {
      IpAddress group = group(i);
      assertTrue(groups.accepts(group.high(), group.low(), 0, 1));
      assertFalse(groups.isMember(group.high(), group.low() + 1));
    }
    for (int i = 0; i < MANY; i += 2) {
      groups.remove(members.get(i));
    }
    for (int i = 1; i <= MANY; i++) {
      IpAddress group = group(i);
      assertEquals(i % 2 == 0, groups.isMember(group.high(), group.low()));
    }
  }

  @Test
  void aGroupOnSeveralInterfacesIsFoundOnEach() {
    GroupMemberships all = GroupMemberships.NONE;
    for (int index = 0; index < 20; index++) {
      all = all.with(GroupMembership.ofAnySource(0, 7, index));
    }
    for (int index = 0; index < 20; index++) {
      assertSame(all.get(index), all.find(0, 7, index));
    }
    assertNull(all.find(0, 7, 20));
    assertNull(all.find(7, 0, 0));
    GroupMemberships fewer = all.without(all.get(3));
    assertNull(fewer.find(0, 7, 3));
    assertSame(all.get(4), fewer.find(0, 7, 4));
  }

  @Test
  void aListOfSourcesIsASetInItsOrder() {
    int[] addresses = new int[MANY];
    for (int i = 0; i < MANY; i++) {
      addresses[i] = 0x0A00_0000 + 3 * i;
    }
    SourceList all = SourceList.ofIpv4(addresses);
    for (int i = 0; i < MANY; i++) {
      assertTrue(all.contains(0, IpAddresses.mapIpv4(addresses[i])));
      assertFalse(all.contains(0, IpAddresses.mapIpv4(addresses[i] + 1)));
    }
    SourceList ab = SourceList.ofIpv4(1, 2);
    SourceList bc = SourceList.ofIpv4(2, 3);
    assertEquals(SourceList.ofIpv4(1, 2, 3), ab.or(bc));
    assertEquals(SourceList.ofIpv4(2), ab.and(bc));
    assertEquals(SourceList.ofIpv4(1), ab.minus(bc));
    assertEquals(SourceList.EMPTY, ab.minus(ab));
    assertEquals("{0.0.0.1, 0.0.0.2}", ab.toString());
  }

  /** What the device is told is what the link accepts. */
  @Test
  void theDeviceIsToldEachAddressOnce() {
    try (NativeFramePool pool = new NativeFramePool(8)) {
      Set<Long> told = new HashSet<>();
      InjectionNic nic = new InjectionNic("test", 2, 1_500, pool, 4);
      nic.onMulticastAddresses(
          addresses -> {
            told.clear();
            for (long each : addresses) {
              assertTrue(told.add(each));
            }
          });
      MulticastFilter filter = new MulticastFilter();
      InterfaceGroups groups = new InterfaceGroups(filter);
      GroupMembership first = GroupMembership.ofAnySource(0xE101_0203, 1);
      groups.add(first);
      filter.attach(nic);
      assertEquals(Set.of(0x0100_5E01_0203L), told);
      groups.add(GroupMembership.ofAnySource(0xE201_0203, 1)); // the same lower 23 bits
      groups.add(GroupMembership.ofAnySource(0xFF05_0000_0000_0000L, 0x1_0000_0007L, 1));
      assertEquals(Set.of(0x0100_5E01_0203L, 0x3333_0000_0007L), told);
      groups.remove(first);
      assertEquals(2, told.size(), "the other group still needs it");
      nic.close();
    }
  }
}
