package org.ordinaldb.it.ledger;

import jakarta.annotation.Resource;
import jakarta.ejb.EJBException;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/// Books amounts, each call in a JTA transaction of the container.
@Stateless
public class Ledger {
  @Resource(lookup = "jdbc/ordinal")
  DataSource ordinal;

  @Resource SessionContext context;

  public void create() {
    run("CREATE TABLE ledger (id bigint PRIMARY KEY, amount bigint NOT NULL)");
  }

  public void drop() {
    run("DROP TABLE ledger");
  }

  public void book(long id, long amount) {
    insert(id, amount);
  }

  /// Books over two connections, reads its own work, and then takes everything back.
  ///
  /// @return the sum that the transaction saw before its end
  public long bookAndRollBack(long id, long amount) {
    insert(id, amount);
    insert(id + 1, amount);
    long sum = sum();
    context.setRollbackOnly();
    return sum;
  }

  /// Books, and then fails.
  public void bookAndFail(long id, long amount) {
    insert(id, amount);
    throw new IllegalStateException("as asked");
  }

  public long sum() {
    try (Connection connection = ordinal.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT coalesce(sum(amount), 0) FROM ledger")) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException failure) {
      throw new EJBException(failure);
    }
  }

  private void insert(long id, long amount) {
    try (Connection connection = ordinal.getConnection();
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO ledger VALUES (?, ?)")) {
      insert.setLong(1, id);
      insert.setLong(2, amount);
      insert.executeUpdate();
    } catch (SQLException failure) {
      throw new EJBException(failure);
    }
  }

  private void run(String sql) {
    try (Connection connection = ordinal.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failure) {
      throw new EJBException(failure);
    }
  }
}
