package org.ordinaldb.sql.execution;

import java.util.ArrayList;
import java.util.List;
import org.ordinaldb.catalog.ForeignKey;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.format.TextCodec;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;

/// A foreign key with what is needed to hold it. Immutable.
///
/// @param children finds referring rows by the key's columns
/// @param parents finds referred rows by the referenced columns
/// @param defaults for SET DEFAULT: the key columns' defaults, in their types
public record Reference(
    ForeignKey key,
    TableDescriptor child,
    TableDescriptor parent,
    KeyLookup children,
    KeyLookup parents,
    List<Expression> defaults) {
  public Reference {
    defaults = List.copyOf(defaults);
  }

  /// The types of a key's parts, as the referring table has them.
  List<SqlType> types() {
    List<SqlType> types = new ArrayList<>();
    for (int column : key.columns()) {
      types.add(child.columns().get(column).type());
    }
    return types;
  }

  /// There is no row to refer to.
  SqlException missing(Vector[] values, int row, FormatSettings settings) {
    return childError()
        .detail(
            "Key ("
                + names(child, key.columns())
                + ")=("
                + texts(values, row, settings)
                + ") is not present in table \""
                + parent.name()
                + "\".");
  }

  /// A MATCH FULL reference is NULL in part.
  SqlException mixed() {
    return childError().detail("MATCH FULL does not allow mixing of null and nonnull key values.");
  }

  private SqlException childError() {
    return new StatementException(
            SqlState.FOREIGN_KEY_VIOLATION,
            "insert or update on table \""
                + child.name()
                + "\" violates foreign key constraint \""
                + key.name()
                + "\"")
        .object(child.schema(), child.name(), null, key.name());
  }

  /// There are rows that refer to one that went.
  SqlException stillReferenced(Vector[] values, int row, FormatSettings settings) {
    return new StatementException(
            SqlState.FOREIGN_KEY_VIOLATION,
            "update or delete on table \""
                + parent.name()
                + "\" violates foreign key constraint \""
                + key.name()
                + "\" on table \""
                + child.name()
                + "\"")
        .detail(
            "Key ("
                + names(parent, key.referencedColumns())
                + ")=("
                + texts(values, row, settings)
                + ") is still referenced from table \""
                + child.name()
                + "\".")
        .object(child.schema(), child.name(), null, key.name());
  }

  private static String names(TableDescriptor table, List<Integer> columns) {
    List<String> names = new ArrayList<>();
    columns.forEach(column -> names.add(table.columns().get(column).name()));
    return String.join(", ", names);
  }

  private String texts(Vector[] values, int row, FormatSettings settings) {
    List<String> texts = new ArrayList<>();
    List<SqlType> types = types();
    for (int i = 0; i < values.length; i++) {
      texts.add(TextCodec.of(types.get(i)).text(values[i], row, settings));
    }
    return String.join(", ", texts);
  }
}
