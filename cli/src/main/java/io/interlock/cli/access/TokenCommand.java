package io.interlock.cli.access;

import io.interlock.local.keys.Role;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Prints a bearer token for the local stack. */
@Command(
    name = "token",
    description = "Prints a bearer token signed with the local stack's keys.",
    mixinStandardHelpOptions = true)
public final class TokenCommand implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private Installation installation;

  @Parameters(
      paramLabel = "ROLE",
      description = "trader, risk-officer, auditor or service.",
      converter = RoleConverter.class)
  private Role role;

  @Option(
      names = "--subject",
      description = "Who the token speaks for; events name it. Default: your user name.")
  private @Nullable String subject;

  @Option(
      names = "--hours",
      description = "How long it is valid; default: ${DEFAULT-VALUE}.",
      defaultValue = "12")
  private int hours;

  @Option(
      names = "--create-keys",
      description = "Make the keys if there are none, as ./interlock up does.")
  private boolean createKeys;

  @Override
  public void run() {
    if (createKeys) {
      Tokens.createKeys(installation);
    }
    if (hours < 1) {
      throw new CommandFailure("--hours " + hours + " must be at least 1");
    }
    String token =
        Tokens.sign(
            installation, subject == null ? Tokens.user() : subject, role, Duration.ofHours(hours));
    spec.commandLine().getOut().println(token);
  }

  static final class RoleConverter implements ITypeConverter<Role> {
    @Override
    public Role convert(String claim) {
      return Arrays.stream(Role.values())
          .filter(role -> role.claim().equals(claim))
          .findFirst()
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'"
                          + claim
                          + "' must be one of "
                          + Arrays.stream(Role.values())
                              .map(Role::claim)
                              .collect(Collectors.joining(", "))));
    }
  }
}
