package io.interlock.gateway.curve;

import java.nio.file.Path;

/** A key or allow-list file that can't be used, with the rule it breaks. */
public final class UnusableKeyFile extends Exception {
  public UnusableKeyFile(Path file, String rule) {
    super(file + " " + rule, null, false, false);
  }
}
