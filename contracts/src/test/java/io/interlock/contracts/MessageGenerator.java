package io.interlock.contracts;

import io.interlock.contracts.control.Scope;
import io.interlock.contracts.json.Rule;
import io.interlock.contracts.order.ClientOrderId;
import io.interlock.contracts.order.OrderId;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes valid messages of any type out of a seed: components at random until no rule is broken. */
public final class MessageGenerator {
  private static final int TRIES = 5_000;
  private static final String[] TEXTS = {
    "EURUSD", "strategy-1", "a \"quoted\" \\ name", "schlüssel", "日本", "😀", "x".repeat(128), "7"
  };

  private final Random random;

  public MessageGenerator(long seed) {
    this.random = new Random(seed);
  }

  public <T> T next(Class<T> type) {
    if (type.isSealed()) {
      Class<?>[] permitted = type.getPermittedSubclasses();
      return type.cast(next(permitted[random.nextInt(permitted.length)]));
    }
    for (int i = 0; i < TRIES; i++) {
      T message = attempt(type);
      if (message != null) {
        return message;
      }
    }
    throw new AssertionError("no valid " + type.getSimpleName() + " in " + TRIES + " tries");
  }

  private <T> @Nullable T attempt(Class<T> type) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      RecordComponent component = components[i];
      values[i] =
          nullable(component.getAnnotatedType()) && random.nextBoolean()
              ? null
              : value(component.getGenericType(), component.getName());
    }
    try {
      var constructor =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class[]::new));
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Rule.Broken) {
        return null;
      }
      throw new AssertionError("broken constructor of " + type, e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean nullable(AnnotatedType type) {
    return type.isAnnotationPresent(Nullable.class);
  }

  private Object value(Type type, String name) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      int size = random.nextInt(3);
      if (generic.getRawType() == List.class) {
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < size; i++) {
          list.add(value(arguments[0], name + i));
        }
        return list;
      }
      Map<String, Object> map = new TreeMap<>();
      for (int i = 0; i < size; i++) {
        map.put(text(name), value(arguments[1], name));
      }
      return map;
    }
    Class<?> raw = (Class<?>) type;
    if (raw == String.class) {
      return text(name);
    }
    if (raw == BigDecimal.class) {
      return new BigDecimal(new BigInteger(random.nextInt(50), random), random.nextInt(9));
    }
    if (raw == Instant.class) {
      return Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000) * 1_000L);
    }
    if (raw == int.class || raw == Integer.class) {
      return random.nextInt(70_000);
    }
    if (raw == long.class || raw == Long.class) {
      return random.nextLong() >>> random.nextInt(63);
    }
    if (raw == boolean.class || raw == Boolean.class) {
      return random.nextBoolean();
    }
    if (raw == OrderId.class) {
      return OrderId.of("source", text(name), random.nextInt(5));
    }
    if (raw == ClientOrderId.class) {
      return ClientOrderId.of("test", OrderId.of("source", text(name), random.nextInt(5)));
    }
    if (raw == Scope.class) {
      Scope.Kind kind = Scope.Kind.values()[random.nextInt(Scope.Kind.values().length)];
      return kind == Scope.Kind.GLOBAL ? Scope.GLOBAL : new Scope(kind, text(name));
    }
    if (raw == DayOfWeek.class || raw.isEnum()) {
      Object[] constants = raw.getEnumConstants();
      return constants[random.nextInt(constants.length)];
    }
    return next(raw);
  }

  private String text(String name) {
    return switch (name) {
      case "brokerId" -> "broker-" + random.nextInt(100);
      case "gatewayUrl" -> "http://bridge-%d:8082".formatted(random.nextInt(100));
      case "from" -> "0%d:00".formatted(random.nextInt(10));
      case "to" -> random.nextBoolean() ? "24:00" : "1%d:30".formatted(random.nextInt(10));
      default -> TEXTS[random.nextInt(TEXTS.length)];
    };
  }
}
