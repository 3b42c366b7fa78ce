package io.interlock.benchmarks;

import io.interlock.local.process.ChildProcess;
import io.interlock.local.stack.LocalStack;
import io.interlock.local.stack.StackService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Processor time that processes have used. */
final class ProcessorTime {
  private ProcessorTime() {}

  /** Of each part of a stack since it began, and of the program that measures. */
  static Map<String, Duration> ofParts(LocalStack stack) {
    Map<String, Duration> used = new LinkedHashMap<>();
    List<ChildProcess> parts = new ArrayList<>();
    for (StackService service : StackService.values()) {
      parts.add(stack.service(service));
    }
    parts.add(stack.kafka().process());
    parts.add(stack.venue());
    parts.add(Objects.requireNonNull(stack.postgres().process()));
    for (ChildProcess part : parts) {
      used.put(part.name(), of(part.handle()));
    }
    used.put("who offers and measures", of(ProcessHandle.current()).minus(sum(used)));
    return used;
  }

  /** Of a process and those it has started. */
  private static Duration of(ProcessHandle process) {
    return Stream.concat(Stream.of(process), process.descendants())
        .flatMap(each -> each.info().totalCpuDuration().stream())
        .reduce(Duration.ZERO, Duration::plus);
  }

  private static Duration sum(Map<String, Duration> used) {
    return used.values().stream().reduce(Duration.ZERO, Duration::plus);
  }
}
