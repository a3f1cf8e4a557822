package org.ordinaldb.it;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.elements.ClassesShouldConjunction;
import org.junit.jupiter.api.Test;

/// Holds the arrows of ARCHITECTURE.md: which module and package may know which.
class ArchitectureTest {
  private static final String ROOT = "org.ordinaldb.";

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.ordinaldb");

  @Test
  void everyModuleIsLookedAt() {
    for (String name :
        new String[] {
          "storage.StorageEngine",
          "pgwire.package-info",
          "adapter.api.SessionEndpoint",
          "sql.SqlEngine",
          "beans.DatabaseBean",
          "web.QueryResource"
        }) {
      assertThat(classes.contain(ROOT + name)).as(name).isTrue();
    }
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("org.ordinaldb.(**)").should().beFreeOfCycles().check(classes);
  }

  @Test
  void theEngineKnowsNoJakartaEe() {
    noClasses()
        .that()
        .resideInAnyPackage(engine())
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("jakarta..", "javax.ejb..", "javax.inject..")
        .check(classes);
  }

  @Test
  void theStorageEngineKnowsNothingAboveIt() {
    knowsNot(storage(), "pgwire..", "adapter..", "sql..", "beans..", "web..").check(classes);
  }

  @Test
  void modulesKnowOnlyWhatStandsBelowThem() {
    knowsNot(new String[] {ROOT + "pgwire.."}, "adapter..", "sql..", "beans..", "web..")
        .check(classes);
    knowsNot(new String[] {ROOT + "sql.."}, "pgwire..", "adapter..", "beans..", "web..")
        .check(classes);
    knowsNot(new String[] {ROOT + "adapter.."}, "sql..", "beans..", "web..").check(classes);
    knowsNot(new String[] {ROOT + "beans.."}, "web..").check(classes);
  }

  @Test
  void insideStorageArrowsPointOneWay() {
    String[] order = {"error", "type", "catalog", "index", "segment", "transaction", "storage"};
    for (int lower = 0; lower < order.length; lower++) {
      for (int higher = lower + 1; higher < order.length; higher++) {
        noClasses()
            .that()
            .resideInAPackage(ROOT + order[lower] + "..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT + order[higher] + "..")
            .allowEmptyShould(true)
            .check(classes);
      }
    }
  }

  @Test
  void berkeleyDbIsKnownToTheStorageSideOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + "storage..", ROOT + "segment..", ROOT + "transaction..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.sleepycat..")
        .check(classes);
  }

  @Test
  void calciteIsKnownToSqlOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "sql..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.calcite..")
        .check(classes);
  }

  @Test
  void theStorageEngineInterruptsNoThreads() {
    noClasses()
        .that()
        .resideInAnyPackage(storage())
        .should()
        .callMethod(Thread.class, "interrupt")
        .because("an interrupt inside Berkeley DB JE invalidates its environment")
        .check(classes);
  }

  private static ClassesShouldConjunction knowsNot(String[] packages, String... others) {
    String[] full = new String[others.length];
    for (int i = 0; i < full.length; i++) {
      full[i] = ROOT + others[i];
    }
    return noClasses()
        .that()
        .resideInAnyPackage(packages)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(full);
  }

  private static String[] storage() {
    return new String[] {
      ROOT + "error..",
      ROOT + "type..",
      ROOT + "format..",
      ROOT + "catalog..",
      ROOT + "session..",
      ROOT + "index..",
      ROOT + "segment..",
      ROOT + "transaction..",
      ROOT + "storage.."
    };
  }

  private static String[] engine() {
    String[] storage = storage();
    String[] all = java.util.Arrays.copyOf(storage, storage.length + 2);
    all[storage.length] = ROOT + "pgwire..";
    all[storage.length + 1] = ROOT + "sql..";
    return all;
  }
}
