package io.ringroad.shim.scenario;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Programs that nobody wrote, on the kernel and on the engine: the same answer to every call. More
 * of them, and single ones: {@code scripts/scenarios.sh}.
 */
@Tag("integration")
class GeneratedScenariosTest {
  private static final int COUNT = Integer.getInteger("ringroad.scenarios", 3_000);
  private static final long FIRST_SEED = Long.getLong("ringroad.scenarios.firstSeed", 1);
  private static final long SECONDS = Long.getLong("ringroad.scenarios.seconds", 40);

  @Test
  void kernelAndEngineGiveTheSameAnswers() {
    Root.assume();
    Campaign campaign = new Campaign(FIRST_SEED, COUNT, SECONDS);
    Root.playOnOwnThread(campaign::play);
    System.out.println(campaign.summary());
    assertTrue(campaign.succeeded(), campaign::report);
  }
}
