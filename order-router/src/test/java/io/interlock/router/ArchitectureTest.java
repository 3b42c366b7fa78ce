package io.interlock.router;

import io.interlock.houserules.HouseRules;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ArchitectureTest {

  @TestFactory
  Stream<DynamicTest> shouldHoldTheHouseRules() {
    return HouseRules.forModule(
        "io.interlock.router", "order", "pretrade", "control", "quality", "routing");
  }
}
