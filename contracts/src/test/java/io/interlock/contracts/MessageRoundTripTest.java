package io.interlock.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.interlock.contracts.broker.RoutingPolicy;
import io.interlock.contracts.gateway.GatewayResult;
import io.interlock.contracts.gateway.VenueAnswer;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.signal.DecodedSignal;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is written is read back as the same, for every message there is. */
class MessageRoundTripTest {
  private static final int EACH = 200;

  /** Not messages: never written as JSON by themselves. */
  private static final List<Class<?>> INNER =
      List.of(DecodedSignal.class, RoutingPolicy.Route.To.class, RoutingPolicy.Route.Nowhere.class);

  static Stream<Class<?>> messages() {
    Stream<Class<?>> records =
        new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.interlock.contracts")
                .stream()
                .filter(JavaClass::isRecord)
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .<Class<?>>map(JavaClass::reflect)
                .filter(type -> !INNER.contains(type))
                .filter(type -> !type.getName().endsWith("Id") && !type.getName().endsWith("Scope"))
                .sorted(Comparator.comparing(Class::getName));
    return Stream.concat(records, Stream.of(GatewayResult.class, VenueAnswer.class));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void shouldReadBackWhatWasWritten(Class<?> type) throws InvalidMessage {
    for (long seed = 0; seed < EACH; seed++) {
      // Given
      Object message = new MessageGenerator(seed).next(type);

      // When
      byte[] written = Json.bytes(message);

      // Then
      assertThat(Json.readTolerant(written, type)).as("seed %d", seed).isEqualTo(message);
      assertThat(Json.convert(Json.tree(written), type)).as("seed %d", seed).isEqualTo(message);
      assertThat(Json.bytes(Json.readTolerant(written, type))).isEqualTo(written);
    }
  }

  @ParameterizedTest
  @MethodSource("messages")
  void shouldRefuseAFieldMoreAndLeaveItOutWhenTolerant(Class<?> type) throws InvalidMessage {
    // Given
    Object message = new MessageGenerator(1).next(type);
    ObjectNode more = ((ObjectNode) Json.treeOf(message)).put("added_by_a_newer_version", 1);

    // When / Then
    assertThatThrownBy(() -> Json.convert(more, type))
        .hasMessageContaining("added_by_a_newer_version");
    assertThat(Json.convertTolerant(more, type)).isEqualTo(message);
  }
}
