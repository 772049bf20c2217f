package io.ringroad.ffm;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.ringroad", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule generatedBindingsAreBehindTheirDoor =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.ringroad.ffm.dpdk", "io.ringroad.ffm.dpdk.raw")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.ringroad.ffm.dpdk.raw");

  @ArchTest
  static final ArchRule linuxKnowsNoDpdk =
      noClasses()
          .that()
          .resideInAPackage("io.ringroad.ffm.linux")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.ringroad.ffm.dpdk..");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("io.ringroad.(**)").should().beFreeOfCycles();
}
