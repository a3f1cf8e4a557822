package org.ordinaldb.it.ledger;

import jakarta.annotation.Resource;
import jakarta.ejb.EJBException;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionManager;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/// Books amounts, each call in a JTA transaction of the container.
@Stateless
public class Ledger {
  private static final String CREATE =
      "CREATE TABLE ledger (id bigint PRIMARY KEY, amount bigint NOT NULL)";
  private static final String DROP = "DROP TABLE ledger";

  @Resource(lookup = "jdbc/ordinal")
  DataSource ordinal;

  /// The server's own H2 database.
  @Resource(lookup = "jdbc/__default")
  DataSource elsewhere;

  @Resource SessionContext context;

  @Resource(lookup = "java:appserver/TransactionManager")
  TransactionManager transactions;

  public void create() {
    run(ordinal, CREATE);
  }

  public void drop() {
    run(ordinal, DROP);
  }

  public void createElsewhere() {
    run(elsewhere, CREATE);
  }

  public void dropElsewhere() {
    run(elsewhere, DROP);
  }

  public void book(long id, long amount) {
    insert(ordinal, id, amount);
  }

  public void bookInBoth(long id, long amount) {
    insert(ordinal, id, amount);
    insert(elsewhere, id, amount);
  }

  public void bookInBothAndRollBack(long id, long amount) {
    bookInBoth(id, amount);
    context.setRollbackOnly();
  }

  public void bookInBothAndFail(long id, long amount) {
    bookInBoth(id, amount);
    throw new IllegalStateException("as asked");
  }

  /// Books, and comes to a stop in one of the phases of the commit. A transaction's branches are prepared
  /// and committed in the order in which they joined it.
  public void bookInBothAndStop(long id, long amount, StoppingBranch branch) {
    try {
      if (branch.isFirst()) {
        transactions.getTransaction().enlistResource(branch);
      }
      bookInBoth(id, amount);
      if (!branch.isFirst()) {
        transactions.getTransaction().enlistResource(branch);
      }
    } catch (RollbackException | SystemException failure) {
      throw new EJBException(failure);
    }
  }

  /// Books over two connections, reads its own work, and then takes everything back.
  ///
  /// @return the sum that the transaction saw before its end
  public long bookAndRollBack(long id, long amount) {
    insert(ordinal, id, amount);
    insert(ordinal, id + 1, amount);
    long sum = sum();
    context.setRollbackOnly();
    return sum;
  }

  /// Books, and then fails.
  public void bookAndFail(long id, long amount) {
    insert(ordinal, id, amount);
    throw new IllegalStateException("as asked");
  }

  public long sum() {
    return sum(ordinal);
  }

  public long sumElsewhere() {
    return sum(elsewhere);
  }

  public List<Long> ids() {
    return ids(ordinal);
  }

  public List<Long> idsElsewhere() {
    return ids(elsewhere);
  }

  private static List<Long> ids(DataSource database) {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT id FROM ledger ORDER BY id")) {
      List<Long> ids = new ArrayList<>();
      while (rows.next()) {
        ids.add(rows.getLong(1));
      }
      return ids;
    } catch (SQLException failure) {
      throw new EJBException(failure);
    }
  }

  private static long sum(DataSource database) {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT coalesce(sum(amount), 0) FROM ledger")) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException failure) {
      throw new EJBException(failure);
    }
  }

  private static void insert(DataSource database, long id, long amount) {
    try (Connection connection = database.getConnection();
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO ledger VALUES (?, ?)")) {
      insert.setLong(1, id);
      insert.setLong(2, amount);
      insert.executeUpdate();
    } catch (SQLException failure) {
      throw new EJBException(failure);
    }
  }

  private static void run(DataSource database, String sql) {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failure) {
      throw new EJBException(failure);
    }
  }
}
