package io.interlock.registry.catalog;

import java.util.List;
import java.util.stream.Collectors;

/** A brokers.yaml that can't be used, with all its problems. */
public final class InvalidBrokersFile extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  public InvalidBrokersFile(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  public List<Problem> problems() {
    return problems;
  }
}
