package org.ordinaldb.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ejb.EJB;
import jakarta.ejb.EJBException;
import java.io.File;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import javax.naming.InitialContext;
import javax.sql.DataSource;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.OperateOnDeployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.ordinaldb.it.ledger.Ledger;

/// Arquillian deploys the real EAR, and beside it the ledger application, in which the tests run.
/// Comes last, because Arquillian undeploys what it deployed.
@ArquillianTest
@Order(Integer.MAX_VALUE)
class DeployedIT {
  @EJB Ledger ledger;

  @Deployment(name = "ordinal", order = 1, testable = false)
  static EnterpriseArchive ordinal() {
    // The shared server deployed the EAR when it started; its data outlives the redeployment.
    SharedServer.get().asadmin("undeploy", "ordinal");
    File ear = OrdinalServer.root().resolve("ear/target/ordinal.ear").toFile();
    return ShrinkWrap.createFromZipFile(EnterpriseArchive.class, ear);
  }

  @Deployment(name = "ledger", order = 2)
  static WebArchive ledger() {
    return ShrinkWrap.create(WebArchive.class, "ledger.war")
        .addPackage(Ledger.class.getPackage())
        .addPackages(true, "org.assertj")
        .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml");
  }

  @Test
  @OperateOnDeployment("ledger")
  @SuppressWarnings("BanJNDI") // The name is a constant.
  void theDataSourceIsFoundByItsGlobalName() throws Exception {
    DataSource dataSource = InitialContext.doLookup("jdbc/ordinal");
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT 40 + 2")) {
      rows.next();
      assertThat(rows.getInt(1)).isEqualTo(42);
    }
  }

  @Test
  @OperateOnDeployment("ledger")
  void jtaTransactionsCommitAndRollBack() {
    ledger.create();
    try {
      ledger.book(1, 100);
      assertThat(ledger.sum()).isEqualTo(100);
      assertThat(ledger.bookAndRollBack(2, 50)).isEqualTo(200);
      assertThat(ledger.sum()).isEqualTo(100);
      assertThatThrownBy(() -> ledger.bookAndFail(4, 1)).isInstanceOf(EJBException.class);
      assertThat(ledger.sum()).isEqualTo(100);
    } finally {
      ledger.drop();
    }
  }

  @Test
  @OperateOnDeployment("ledger")
  void oneTransactionSpansTwoDatabases() {
    ledger.create();
    ledger.createElsewhere();
    try {
      ledger.bookInBoth(1, 100);
      assertThat(ledger.sum()).isEqualTo(100);
      assertThat(ledger.sumElsewhere()).isEqualTo(100);
      ledger.bookInBothAndRollBack(2, 50);
      assertThatThrownBy(() -> ledger.bookInBothAndFail(3, 25)).isInstanceOf(EJBException.class);
      assertThat(ledger.sum()).isEqualTo(100);
      assertThat(ledger.sumElsewhere()).isEqualTo(100);
    } finally {
      ledger.dropElsewhere();
      ledger.drop();
    }
  }
}
