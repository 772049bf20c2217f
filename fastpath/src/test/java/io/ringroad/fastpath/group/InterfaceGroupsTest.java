package io.ringroad.fastpath.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.link.MulticastFilter;
import io.ringroad.fastpath.wire.IpAddresses;
import org.junit.jupiter.api.Test;

/** RFC 3376 3.2: what an interface receives is what all of its members need together. */
class InterfaceGroupsTest {
  private static final int GROUP = 0xEF01_0203;
  private static final long MAPPED = IpAddresses.mapIpv4(GROUP);

  private final InterfaceGroups groups = new InterfaceGroups(new MulticastFilter());

  private static GroupMembership member(boolean exclude, int... sources) {
    return new GroupMembership(0, MAPPED, 1, 0, exclude, SourceList.ofIpv4(sources));
  }

  private void assertAccepts(String expected) {
    StringBuilder accepted = new StringBuilder();
    for (int source = 1; source <= 4; source++) {
      accepted.append(groups.accepts(GROUP, source) ? source : "-");
    }
    assertEquals(expected, accepted.toString());
  }

  @Test
  void nobodyWantsAGroupThatNobodyJoined() {
    assertAccepts("----");
    assertFalse(groups.isMember(0, MAPPED));
    groups.remove(member(true));
    assertAccepts("----");
  }

  @Test
  void membersThatIncludeAreServedTogether() {
    GroupMembership first = member(false, 1, 2);
    groups.add(first);
    groups.add(member(false, 2, 3));
    assertAccepts("123-");
    groups.remove(first);
    assertAccepts("-23-");
  }

  @Test
  void onlyWhatAllExcludeAndNobodyIncludesIsLeftOut() {
    GroupMembership first = member(true, 1, 2, 3);
    groups.add(first);
    assertAccepts("---4");
    groups.add(member(true, 2, 3, 4));
    assertAccepts("1--4");
    groups.add(member(false, 3));
    assertAccepts("1-34");
    GroupMembership any = GroupMembership.ofAnySource(GROUP, 1);
    groups.add(any);
    assertAccepts("1234");
    groups.remove(any);
    groups.remove(first);
    assertAccepts("1-3-");
  }

  @Test
  void aGroupGoesWithItsLastMember() {
    GroupMembership one = GroupMembership.ofAnySource(GROUP, 1);
    groups.add(one);
    groups.add(GroupMembership.ofAnySource(GROUP, 1));
    groups.remove(one);
    assertTrue(groups.isMember(0, MAPPED));
    groups.remove(one);
    assertFalse(groups.isMember(0, MAPPED));
  }
}
