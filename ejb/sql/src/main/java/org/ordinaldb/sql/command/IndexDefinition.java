package org.ordinaldb.sql.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexVisitorImpl;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.ColumnDescriptor;
import org.ordinaldb.catalog.Deferral;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.catalog.IndexPart;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.session.ResultColumn;
import org.ordinaldb.session.StatementText;
import org.ordinaldb.sql.parser.ParsedStatement;
import org.ordinaldb.sql.parser.PostgresParser;
import org.ordinaldb.sql.parser.Utility;
import org.ordinaldb.sql.validate.AnalyzedStatement;
import org.ordinaldb.sql.validate.Analyzer;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;

/// From what CREATE INDEX says to an index's descriptor, with PostgreSQL's checks.
final class IndexDefinition {
  private static final int PARTS_MAX = 32;

  private final TableDescriptor table;
  private final List<IndexPart> parts = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private final List<Integer> include = new ArrayList<>();

  private IndexDefinition(TableDescriptor table) {
    this.table = table;
  }

  /// The index without an id, ready to be read, and without a name where none was given.
  static IndexDefinition of(Utility.CreateIndex create, TableDescriptor table) {
    requireMethod(create.method());
    IndexDefinition definition = new IndexDefinition(table);
    if (create.elements().size() > PARTS_MAX) {
      throw new StatementException(
          SqlState.TOO_MANY_COLUMNS, "cannot use more than " + PARTS_MAX + " columns in an index");
    }
    for (Utility.IndexElement element : create.elements()) {
      definition.addPart(element);
    }
    if (create.include() != null) {
      for (SqlNode node : create.include()) {
        int column = definition.column((SqlIdentifier) node);
        definition.include.add(column);
        definition.addName(table.columns().get(column).name());
      }
    }
    String predicate = create.predicate();
    if (predicate != null) {
      ResultColumn result = analyze(table, predicate, "index predicate");
      if (result.type().kind() != TypeKind.BOOLEAN) {
        throw new StatementException(
            SqlState.DATATYPE_MISMATCH,
            "argument of WHERE must be type boolean, not type " + result.type().kind().sqlName());
      }
    }
    return definition;
  }

  private static void requireMethod(String method) {
    switch (method) {
      case "btree" -> {}
      case "hash", "gist", "gin", "spgist", "brin" ->
          throw new StatementException(
              SqlState.FEATURE_NOT_SUPPORTED, "access method \"" + method + "\" is not supported");
      default ->
          throw new StatementException(
              SqlState.UNDEFINED_OBJECT, "access method \"" + method + "\" does not exist");
    }
  }

  private void addPart(Utility.IndexElement element) {
    SqlIdentifier name = element.column();
    String expression = element.expression();
    if (name != null) {
      int column = column(name);
      ColumnDescriptor descriptor = table.columns().get(column);
      addName(descriptor.name());
      parts.add(
          new IndexPart(
              column, null, descriptor.type(), element.descending(), element.nullsFirst()));
    } else if (expression != null) {
      ResultColumn result = analyze(table, expression, "index expression");
      addName(result.name().equals("?column?") ? "expr" : result.name());
      SqlType type = result.type().kind() == TypeKind.UNKNOWN ? SqlType.TEXT : result.type();
      parts.add(new IndexPart(-1, expression, type, element.descending(), element.nullsFirst()));
    }
  }

  private int column(SqlIdentifier name) {
    int column = table.columnIndex(name.getSimple());
    if (column < 0) {
      throw new StatementException(
          SqlState.UNDEFINED_COLUMN, "column \"" + name.getSimple() + "\" does not exist");
    }
    return column;
  }

  private void addName(String name) {
    String unique = name;
    for (int number = 1; names.contains(unique); number++) {
      unique = name + number;
    }
    names.add(unique);
  }

  /// The names of the index's columns, for a name that is made up.
  List<String> names() {
    return names;
  }

  IndexDescriptor index(int id, String name, Utility.CreateIndex create, boolean ready) {
    return new IndexDescriptor(
        id,
        name,
        parts,
        include,
        create.unique(),
        create.nullsDistinct(),
        create.predicate(),
        false,
        false,
        Deferral.NOT_DEFERRABLE,
        ready);
  }

  /// The type and the name that PostgreSQL gives to an expression over the table's row, which may
  /// depend on nothing but the row.
  private static ResultColumn analyze(TableDescriptor table, String text, String what) {
    ParsedStatement select =
        PostgresParser.parse(
            StatementText.of(
                "SELECT ("
                    + text
                    + ") FROM "
                    + TableNames.quoted(table.schema())
                    + "."
                    + TableNames.quoted(table.name())));
    Catalog catalog = new Catalog(0, table.id(), Map.of(table.id(), table));
    AnalyzedStatement analyzed;
    try {
      analyzed =
          Analyzer.analyze(
              select, catalog, List.of(Catalog.PUBLIC), FormatSettings.DEFAULT, List.of());
    } catch (SqlException e) {
      throw e.position(0);
    }
    requireRowOnly(analyzed.root().rel, what);
    return analyzed.columns().getFirst();
  }

  private static void requireRowOnly(RelNode rel, String what) {
    RelNode node = rel;
    while (node != null) {
      if (node instanceof Aggregate) {
        throw new StatementException(
            SqlState.GROUPING_ERROR, "aggregate functions are not allowed in " + what + "s");
      }
      if (node instanceof Project project) {
        project.getProjects().forEach(each -> each.accept(new RowOnly(what)));
      }
      node = node.getInputs().isEmpty() ? null : node.getInput(0);
    }
  }

  private static final class RowOnly extends RexVisitorImpl<Void> {
    private final String what;

    RowOnly(String what) {
      super(true);
      this.what = what;
    }

    @Override
    public Void visitCall(RexCall call) {
      if (!call.getOperator().isDeterministic() || call.getOperator().isDynamicFunction()) {
        throw new StatementException(
            SqlState.INVALID_OBJECT_DEFINITION,
            "functions in " + what + " must be marked IMMUTABLE");
      }
      return super.visitCall(call);
    }

    @Override
    public Void visitSubQuery(RexSubQuery query) {
      throw new StatementException(
          SqlState.FEATURE_NOT_SUPPORTED, "cannot use subquery in " + what);
    }
  }
}
