package org.ordinaldb.sql;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.session.PreparedStatement;
import org.ordinaldb.session.ResultColumn;
import org.ordinaldb.session.StatementText;
import org.ordinaldb.sql.parser.PostgresParser;
import org.ordinaldb.sql.parser.Utility;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.SqlType;

/// A statement that a session prepared. Owned by the session's thread.
sealed interface Prepared extends PreparedStatement {
  ColumnBatch NO_PARAMETERS = new ColumnBatch(1);

  StatementText text();

  /// Nothing but blanks and comments.
  record Empty(StatementText text) implements Prepared {
    @Override
    public List<SqlType> parameterTypes() {
      return List.of();
    }

    @Override
    public List<ResultColumn> columns() {
      return List.of();
    }

    @Override
    public boolean returnsRows() {
      return false;
    }

    @Override
    public boolean isEmpty() {
      return true;
    }
  }

  /// Anything but a query or a data change.
  final class Command implements Prepared {
    private final StatementText text;
    private final List<ResultColumn> columns;
    private Utility utility;
    private boolean ran;

    /// @param utility what was parsed
    Command(StatementText text, Utility utility, List<ResultColumn> columns) {
      this.text = text;
      this.utility = utility;
      this.columns = columns;
    }

    @Override
    public StatementText text() {
      return text;
    }

    /// What kind of command it is.
    Utility utility() {
      return utility;
    }

    /// The command to be run, parsed anew each time, for running it changes what is parsed.
    Utility toRun() {
      if (ran) {
        utility = Objects.requireNonNull(PostgresParser.parse(text).utility());
      }
      ran = true;
      return utility;
    }

    @Override
    public List<ResultColumn> columns() {
      return columns;
    }

    @Override
    public List<SqlType> parameterTypes() {
      return List.of();
    }

    @Override
    public boolean returnsRows() {
      return !columns.isEmpty();
    }

    @Override
    public boolean isEmpty() {
      return false;
    }
  }

  /// A query or data change. Its plan is replaced when the catalog has changed.
  final class Query implements Prepared {
    private final StatementText text;
    private final List<SqlType> declaredTypes;
    private final LiteralLifter.@Nullable Lifted lifted;
    private final boolean within;
    private PlannedStatement planned;

    /// @param declaredTypes as the client gave them
    /// @param lifted the literals that stand for the plan's parameters, or null
    Query(
        StatementText text,
        List<SqlType> declaredTypes,
        LiteralLifter.@Nullable Lifted lifted,
        PlannedStatement planned) {
      this(text, declaredTypes, lifted, planned, false);
    }

    private Query(
        StatementText text,
        List<SqlType> declaredTypes,
        LiteralLifter.@Nullable Lifted lifted,
        PlannedStatement planned,
        boolean within) {
      this.text = text;
      this.declaredTypes = List.copyOf(declaredTypes);
      this.lifted = lifted;
      this.planned = planned;
      this.within = within;
    }

    /// A query that stands within the statement of that text.
    static Query within(StatementText text, PlannedStatement planned) {
      return new Query(text, List.of(), null, planned, true);
    }

    /// Whether it is a part of its text only, so that it cannot be planned again by itself.
    boolean isWithin() {
      return within;
    }

    @Override
    public StatementText text() {
      return text;
    }

    List<SqlType> declaredTypes() {
      return declaredTypes;
    }

    LiteralLifter.@Nullable Lifted lifted() {
      return lifted;
    }

    PlannedStatement planned() {
      return planned;
    }

    void planned(PlannedStatement replacement) {
      planned = replacement;
    }

    @Override
    public List<SqlType> parameterTypes() {
      return lifted == null ? planned.parameterTypes() : List.of();
    }

    @Override
    public List<ResultColumn> columns() {
      return planned.columns();
    }

    @Override
    public boolean returnsRows() {
      return !planned.kind().changesData() || !planned.columns().isEmpty();
    }

    @Override
    public boolean isEmpty() {
      return false;
    }
  }
}
