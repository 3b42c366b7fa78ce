package io.interlock.houserules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * The lines no module may cross, as one test each.
 *
 * <p>A module's architecture test names its own package and the feature packages that hold its
 * domain; rules about packages that do not exist yet pass.
 */
public final class HouseRules {

  private static final List<String> MODULE_PACKAGES =
      List.of("router", "registry", "gateway", "audit", "local", "cli").stream()
          .map(name -> "io.interlock." + name)
          .toList();

  private static final String[] SHELL_PACKAGES = {
    "io.quarkus..",
    "io.smallrye..",
    "io.vertx..",
    "jakarta.persistence..",
    "jakarta.ws.rs..",
    "org.apache.kafka..",
    "org.eclipse.microprofile..",
    "org.hibernate..",
    "org.zeromq.."
  };

  private static final String[] EMPTY_NAMES = {
    "..util..", "..utils..", "..common..", "..impl..", "..manager..", "..helper..", "..dto.."
  };

  private HouseRules() {}

  /**
   * The rules for one module as JUnit tests.
   *
   * @param modulePackage the module's root package, such as {@code io.interlock.router}
   * @param domainPackages names of the packages directly below it that decide and never perform
   *     input or output
   */
  public static Stream<DynamicTest> forModule(String modulePackage, String... domainPackages) {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(modulePackage);
    if (classes.isEmpty()) {
      throw new IllegalArgumentException("no class found in " + modulePackage);
    }
    return rules(modulePackage, domainPackages)
        .map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(classes)));
  }

  static Stream<ArchRule> rules(String modulePackage, String... domainPackages) {
    return Stream.of(
            domainImportsNoShell(modulePackage, domainPackages),
            noOtherModule(modulePackage),
            noCycles(modulePackage),
            noEmptyNames(),
            kafkaReadersEndInConsumer(),
            httpClassesEndInResource(),
            rowsEndInEntity())
        .map(rule -> rule.allowEmptyShould(true));
  }

  private static ArchRule domainImportsNoShell(String modulePackage, String... domainPackages) {
    String[] domain =
        Stream.of(domainPackages)
            .map(name -> modulePackage + "." + name + "..")
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAnyPackage(domain)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(SHELL_PACKAGES)
        .as("domain packages import no framework, persistence, Kafka or ZeroMQ class");
  }

  private static ArchRule noOtherModule(String modulePackage) {
    String[] others =
        MODULE_PACKAGES.stream()
            .filter(name -> !name.equals(modulePackage))
            .map(name -> name + "..")
            .toArray(String[]::new);
    return noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
        .as("a service depends on contracts only, never on another module");
  }

  private static ArchRule noCycles(String modulePackage) {
    return slices()
        .matching(modulePackage + ".(*)..")
        .should()
        .beFreeOfCycles()
        .as("packages are free of cycles");
  }

  private static ArchRule noEmptyNames() {
    return noClasses()
        .should()
        .resideInAnyPackage(EMPTY_NAMES)
        .as("packages are named after features, not util, common, impl, manager, helper or dto");
  }

  private static ArchRule kafkaReadersEndInConsumer() {
    return methods()
        .that()
        .areAnnotatedWith("org.eclipse.microprofile.reactive.messaging.Incoming")
        .should()
        .beDeclaredInClassesThat()
        .haveSimpleNameEndingWith("Consumer")
        .as("classes that read from Kafka end in Consumer");
  }

  private static ArchRule httpClassesEndInResource() {
    return classes()
        .that()
        .areAnnotatedWith("jakarta.ws.rs.Path")
        .and()
        .areNotInterfaces()
        .should()
        .haveSimpleNameEndingWith("Resource")
        .as("classes that answer HTTP end in Resource");
  }

  private static ArchRule rowsEndInEntity() {
    return classes()
        .that()
        .areAnnotatedWith("jakarta.persistence.Entity")
        .should()
        .haveSimpleNameEndingWith("Entity")
        .as("classes that are rows end in Entity");
  }
}
