package org.ordinaldb.sql.validate;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorNamespace;
import org.apache.calcite.util.Util;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.sql.parser.LockingNode;
import org.ordinaldb.storage.WaitPolicy;
import org.ordinaldb.transaction.RowLock;

/// What the locking clauses of a validated SELECT lock, with PostgreSQL's errors for what cannot be.
final class Lockable {
  /// How an item of FROM is locked; the strongest of the clauses that name it.
  record Locking(RowLock strength, WaitPolicy policy) {
    Locking and(@Nullable Locking other) {
      return other == null
          ? this
          : new Locking(
              strength.compareTo(other.strength) > 0 ? strength : other.strength,
              policy == WaitPolicy.NOWAIT || other.policy == WaitPolicy.WAIT
                  ? policy
                  : other.policy);
    }
  }

  private enum Kind {
    TABLE,
    QUERY,
    WITH,
    FUNCTION
  }

  private record Item(String alias, Kind kind, SqlNode node) {}

  private final SqlValidator validator;
  private final List<Item> items = new ArrayList<>();

  private Lockable(SqlValidator validator) {
    this.validator = validator;
  }

  /// For each item of FROM, from left to right, how it is locked, or null.
  static List<@Nullable Locking> of(SqlSelect select, SqlNodeList clauses, SqlValidator validator) {
    Lockable lockable = new Lockable(validator);
    SqlNode from = select.getFrom();
    if (from != null) {
      lockable.collect(from);
    }
    List<@Nullable Locking> lockings = new ArrayList<>();
    lockable.items.forEach(item -> lockings.add(null));
    for (SqlNode node : clauses) {
      LockingNode clause = (LockingNode) node;
      lockable.check(select, clause.strength());
      lockable.apply(clause, lockings);
    }
    return lockings;
  }

  private void apply(LockingNode clause, List<@Nullable Locking> lockings) {
    Locking locking = new Locking(clause.strength(), clause.policy());
    for (SqlIdentifier name : clause.tables()) {
      int item = find(name, clause.strength());
      lock(item, locking, lockings);
    }
    for (int item = 0; clause.tables().isEmpty() && item < items.size(); item++) {
      if (items.get(item).kind() == Kind.TABLE || items.get(item).kind() == Kind.QUERY) {
        lock(item, locking, lockings);
      }
    }
  }

  private void lock(int item, Locking locking, List<@Nullable Locking> lockings) {
    if (items.get(item).node() instanceof SqlSelect query) {
      check(query, locking.strength());
    }
    lockings.set(item, locking.and(lockings.get(item)));
  }

  private int find(SqlIdentifier name, RowLock strength) {
    String clause = strength.clause();
    if (!name.isSimple()) {
      throw at(name, SqlState.SYNTAX_ERROR, clause + " must specify unqualified relation names");
    }
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i).alias().equals(name.getSimple())) {
        switch (items.get(i).kind()) {
          case TABLE, QUERY -> {
            return i;
          }
          case WITH -> throw notLockable(name, clause + " cannot be applied to a WITH query");
          case FUNCTION -> throw notLockable(name, clause + " cannot be applied to a function");
        }
      }
    }
    throw at(
        name,
        SqlState.UNDEFINED_TABLE,
        "relation \"" + name.getSimple() + "\" in " + clause + " clause not found in FROM clause");
  }

  private void collect(SqlNode from) {
    if (from instanceof SqlJoin join) {
      collect(join.getLeft());
      collect(join.getRight());
      return;
    }
    SqlNode node = from;
    String alias = "";
    while (node instanceof SqlCall call
        && (node.getKind() == SqlKind.AS || node.getKind() == SqlKind.LATERAL)) {
      alias = node.getKind() == SqlKind.AS ? call.operand(1).toString() : alias;
      node = call.operand(0);
    }
    if (alias.isEmpty() && node instanceof SqlIdentifier name) {
      alias = name.names.getLast();
    }
    items.add(new Item(alias, kind(node), node));
  }

  private Kind kind(SqlNode node) {
    if (node instanceof SqlIdentifier) {
      SqlValidatorNamespace namespace = validator.getNamespace(node);
      return namespace != null && namespace.getTable() != null ? Kind.TABLE : Kind.WITH;
    }
    return node.isA(SqlKind.QUERY) ? Kind.QUERY : Kind.FUNCTION;
  }

  /// PostgreSQL locks rows that it can find again in their tables.
  private void check(SqlSelect select, RowLock strength) {
    String mistake =
        select.isDistinct()
            ? "DISTINCT clause"
            : select.getGroup() != null
                ? "GROUP BY clause"
                : select.getHaving() != null
                    ? "HAVING clause"
                    : validator.isAggregate(select)
                        ? "aggregate functions"
                        : hasWindow(select) ? "window functions" : null;
    if (mistake != null) {
      throw new StatementException(
          SqlState.FEATURE_NOT_SUPPORTED, strength.clause() + " is not allowed with " + mistake);
    }
  }

  private static boolean hasWindow(SqlSelect select) {
    try {
      select
          .getSelectList()
          .accept(
              new SqlBasicVisitor<Void>() {
                @Override
                public Void visit(SqlCall call) {
                  if (call.getKind() == SqlKind.OVER) {
                    throw new Util.FoundOne(call);
                  }
                  return super.visit(call);
                }
              });
      return false;
    } catch (Util.FoundOne found) {
      Util.swallow(found, null);
      return true;
    }
  }

  private static SqlException notLockable(SqlIdentifier name, String message) {
    return at(name, SqlState.FEATURE_NOT_SUPPORTED, message);
  }

  private static SqlException at(SqlIdentifier name, SqlState state, String message) {
    return new StatementException(state, message).position(name.getParserPosition().getColumnNum());
  }
}
