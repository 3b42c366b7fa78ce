package io.interlock.registry.rest;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import io.interlock.contracts.Topics;
import io.interlock.contracts.broker.AccountSnapshot;
import io.interlock.contracts.broker.BrokerStatus;
import io.interlock.contracts.json.Json;
import io.interlock.registry.RealKafka;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.security.TestSecurity;
import io.restassured.http.ContentType;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(RealKafka.class)
@TestSecurity(
    user = "risk",
    roles = {"risk-officer"})
class BrokersResourceTest {
  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrapServers;

  @ConfigProperty(name = "interlock.registry.brokers-file")
  Path brokersFile;

  @BeforeEach
  void awaitTheFile() {
    awaitBrokers("mt5-demo", "paper");
  }

  @Test
  void shouldKeepABrokerWhenItWasRegisteredAtRunTime() throws Exception {
    // Given
    String broker =
        """
        {"broker_id":"late","kind":"PAPER","account":"late-1","gateway":"local",
         "gateway_url":"http://127.0.0.1:1","priority":5,"enabled":true}
        """;

    // When
    given().contentType(ContentType.JSON).body(broker).post("/brokers").then().statusCode(201);

    // Then: a change of the file leaves it alone
    awaitBrokers("late");
    String file = Files.readString(brokersFile);
    Files.writeString(brokersFile, file.replace("priority: 100", "priority: 101"));
    await()
        .untilAsserted(() -> given().get("/brokers/paper").then().body("priority", equalTo(101)));
    awaitBrokers("late", "mt5-demo", "paper");
    given().delete("/brokers/late").then().statusCode(204);
    await()
        .untilAsserted(
            () -> given().get("/brokers").then().body("broker_id", not(hasItem("late"))));
  }

  @Test
  void shouldRefuseWhenTheBrokerStandsInTheFile() {
    given()
        .delete("/brokers/mt5-demo")
        .then()
        .statusCode(409)
        .body("rule", equalTo("stands in brokers.yaml; remove it there"));
  }

  @Test
  void shouldRefuseWhenAnAccountBelongsToAnother() {
    String broker =
        """
        {"broker_id":"thief","kind":"PAPER","account":"demo-1","gateway":"local",
         "gateway_url":"http://127.0.0.1:1","priority":5,"enabled":true}
        """;
    given()
        .contentType(ContentType.JSON)
        .body(broker)
        .post("/brokers")
        .then()
        .statusCode(409)
        .body("field", equalTo("account"))
        .body("value", equalTo("demo-1"));
  }

  @Test
  void shouldKeepTheCatalogWhenTheFileBecomesWrong() throws Exception {
    // Given
    String file = Files.readString(brokersFile);

    // When
    Files.writeString(brokersFile, file.replace("kind: PAPER", "kind: PAPYRUS"));
    given()
        .contentType(ContentType.TEXT)
        .body(Files.readString(brokersFile))
        .post("/brokers/validate")
        .then()
        .statusCode(200)
        .body("problems.field", contains("kind"));

    // Then
    given().get("/brokers").then().body("broker_id", hasItems("mt5-demo", "paper"));
    Files.writeString(brokersFile, file);
  }

  @Test
  void shouldExplainWhichBrokerTakesASignalWhenAsked() {
    given()
        .contentType(ContentType.JSON)
        .body("{\"strategy\":\"s\",\"symbol\":\"EURUSD\",\"side\":\"BUY\",\"volume\":1}")
        .post("/brokers/route")
        .then()
        .statusCode(200)
        .body("broker", contains("mt5-demo"));
    given()
        .contentType(ContentType.JSON)
        .body(
            "{\"strategy\":\"s\",\"symbol\":\"EURUSD\",\"side\":\"BUY\",\"volume\":1,"
                + "\"accounts\":[\"paper-1\",\"nowhere\"]}")
        .post("/brokers/route")
        .then()
        .body("$", hasSize(2))
        .body("broker[0]", equalTo("paper"))
        .body("reason[1].code", equalTo("ACCOUNT_UNKNOWN"));
  }

  @Test
  void shouldTellTheStatusWhenTheBridgeHasPublishedIt() {
    // Given
    Instant now = Instant.now();
    AccountSnapshot money =
        new AccountSnapshot(
            "EUR",
            new BigDecimal("1000"),
            new BigDecimal("1001"),
            BigDecimal.ZERO,
            new BigDecimal("1001"),
            null,
            true,
            now);
    BrokerStatus status =
        new BrokerStatus(
            "mt5-demo",
            "demo-1",
            BrokerStatus.State.CONNECTED,
            true,
            false,
            3,
            80L,
            null,
            money,
            List.of(),
            now,
            now);

    // When
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new StringSerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(Topics.BROKER_STATUS, "mt5-demo", Json.bytes(status)));
    }

    // Then
    await()
        .untilAsserted(
            () ->
                given()
                    .get("/brokers/mt5-demo/status")
                    .then()
                    .statusCode(200)
                    .body("state", equalTo("CONNECTED")));
    given().get("/brokers/mt5-demo/balance").then().body("equity", equalTo("1001"));
  }

  @Test
  void shouldSayThatTheBridgeIsAwayWhenItDoesNotAnswer() {
    given().get("/brokers/paper/positions").then().statusCode(502).body("field", equalTo("bridge"));
  }

  @Test
  @TestSecurity(
      user = "trader",
      roles = {"trader"})
  void shouldRefuseAChangeWhenTheCallerIsNoRiskOfficer() {
    given().delete("/brokers/paper").then().statusCode(403);
    given().get("/brokers").then().statusCode(200);
  }

  @Test
  @TestSecurity(authorizationEnabled = true)
  void shouldRefuseWhenThereIsNoToken() {
    given().get("/brokers").then().statusCode(401);
  }

  private static void awaitBrokers(String... ids) {
    await()
        .untilAsserted(() -> given().auth().none().get("/q/health/ready").then().statusCode(200));
    await()
        .untilAsserted(
            () -> {
              var known = given().get("/brokers").then();
              if (known.extract().statusCode() == 200) {
                known.body("broker_id", hasItems(ids));
              }
            });
  }
}
