package io.interlock.audit;

import io.interlock.houserules.HouseRules;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ArchitectureTest {

  @TestFactory
  Stream<DynamicTest> shouldHoldTheHouseRules() {
    return HouseRules.forModule("io.interlock.audit");
  }
}
