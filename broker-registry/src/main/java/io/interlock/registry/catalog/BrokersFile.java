package io.interlock.registry.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads brokers.yaml: a map {@code brokers} from broker id to the fields of a {@link
 * BrokerDescriptor}.
 *
 * <p>Strict: unknown and doubled keys are problems, and so are accounts two brokers claim. All
 * problems are told at once. Pure.
 */
public final class BrokersFile {
  private static final String FILE = "brokers.yaml";
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Environment environment;
  private final List<Problem> problems = new ArrayList<>();

  private BrokersFile(Function<String, @Nullable String> environment) {
    this.environment = new Environment(environment);
  }

  /**
   * Reads the file's text.
   *
   * @param environment gives a variable's value, or null
   * @throws InvalidBrokersFile with every problem found
   */
  public static List<BrokerDescriptor> parse(
      String yaml, Function<String, @Nullable String> environment) throws InvalidBrokersFile {
    return new BrokersFile(environment).read(yaml);
  }

  private List<BrokerDescriptor> read(String yaml) throws InvalidBrokersFile {
    List<BrokerDescriptor> brokers = new ArrayList<>();
    entries(yaml)
        .forEach(
            (id, fields) -> {
              BrokerDescriptor broker = descriptor(String.valueOf(id), fields);
              if (broker != null) {
                brokers.add(broker);
              }
            });
    checkAccounts(brokers);
    if (!problems.isEmpty()) {
      throw new InvalidBrokersFile(problems);
    }
    return brokers;
  }

  private Map<?, ?> entries(String yaml) {
    Object document;
    try {
      document =
          new Load(LoadSettings.builder().setLabel(FILE).setAllowDuplicateKeys(false).build())
              .loadFromString(yaml);
    } catch (YamlEngineException e) {
      problems.add(new Problem(FILE, "$", "malformed YAML", String.valueOf(e.getMessage())));
      return Map.of();
    }
    if (document instanceof Map<?, ?> root
        && root.size() == 1
        && root.get("brokers") instanceof Map<?, ?> brokers) {
      return brokers;
    }
    problems.add(
        new Problem(
            FILE, "$", "another shape", "must be one map, brokers, of broker id to broker"));
    return Map.of();
  }

  private @Nullable BrokerDescriptor descriptor(String brokerId, @Nullable Object fields) {
    int problemsBefore = problems.size();
    if (!(tree(brokerId, "", fields) instanceof ObjectNode object)) {
      problems.add(new Problem(brokerId, "$", String.valueOf(fields), "must be a map of fields"));
      return null;
    }
    if (object.has("broker_id")) {
      problems.add(
          new Problem(
              brokerId, "broker_id", object.get("broker_id").asText(), "is the entry's key"));
    }
    if (problems.size() > problemsBefore) {
      return null;
    }
    object.put("broker_id", brokerId);
    defaultTo(object, "priority", NODES.numberNode(100));
    defaultTo(object, "enabled", NODES.booleanNode(true));
    try {
      BrokerDescriptor broker = Json.convert(object, BrokerDescriptor.class);
      String insecurity = broker.insecurity();
      if (insecurity != null) {
        problems.add(new Problem(brokerId, "curve", "absent", insecurity));
      }
      return broker;
    } catch (InvalidMessage e) {
      problems.add(new Problem(brokerId, e.field(), e.value(), e.rule()));
      return null;
    }
  }

  private static void defaultTo(ObjectNode object, String field, JsonNode value) {
    if (!object.has(field)) {
      object.set(field, value);
    }
  }

  private void checkAccounts(List<BrokerDescriptor> brokers) {
    Map<String, String> owners = new HashMap<>();
    for (BrokerDescriptor broker : brokers) {
      String other = owners.putIfAbsent(broker.account(), broker.brokerId());
      if (other != null) {
        problems.add(
            new Problem(
                broker.brokerId(),
                "account",
                broker.account(),
                "belongs to " + other + " already"));
      }
    }
  }

  /** A YAML value as JSON, variables replaced; {@code path} is the value's place in its entry. */
  private JsonNode tree(String broker, String path, @Nullable Object value) {
    return switch (value) {
      case null -> NODES.nullNode();
      case Map<?, ?> map -> {
        ObjectNode object = NODES.objectNode();
        map.forEach(
            (key, item) -> {
              String name = String.valueOf(key);
              object.set(name, tree(broker, path.isEmpty() ? name : path + "." + name, item));
            });
        yield object;
      }
      case List<?> list -> {
        ArrayNode array = NODES.arrayNode();
        list.forEach(item -> array.add(tree(broker, path + "[" + array.size() + "]", item)));
        yield array;
      }
      case String text -> substituted(broker, path, text);
      case Boolean bool -> NODES.booleanNode(bool);
      case Integer number -> NODES.numberNode(number);
      case Number number -> NODES.numberNode(new BigDecimal(number.toString()));
      default -> NODES.textNode(value.toString());
    };
  }

  /** A text with its variables replaced; what they make a number or a truth value becomes one. */
  private JsonNode substituted(String broker, String path, String text) {
    if (!Environment.isReference(text)) {
      return NODES.textNode(text);
    }
    try {
      String value = environment.substitute(text);
      if (value.matches("[0-9]{1,9}")) {
        return NODES.numberNode(Integer.parseInt(value));
      }
      if (value.equals("true") || value.equals("false")) {
        return NODES.booleanNode(Boolean.parseBoolean(value));
      }
      return NODES.textNode(value);
    } catch (Environment.Missing e) {
      problems.add(
          new Problem(
              broker, path, text, "variable " + e.getMessage() + " has no value and no default"));
      return NODES.nullNode();
    }
  }
}
