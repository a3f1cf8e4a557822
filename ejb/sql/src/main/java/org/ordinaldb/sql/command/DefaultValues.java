package org.ordinaldb.sql.command;

import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.ColumnDescriptor;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;

/// What a column gets when a command gives it no value.
final class DefaultValues {
  private DefaultValues() {}

  /// A column of that many rows, all with the one value; NULL without one.
  static Vector repeated(SqlType type, @Nullable Vector value, int rows) {
    VectorBuilder builder = VectorBuilder.of(type, rows);
    for (int i = 0; i < rows; i++) {
      if (value == null) {
        builder.appendNull();
      } else {
        builder.append(value, 0);
      }
    }
    return builder.build();
  }

  /// The default as it is now, as one row: computed once for all rows of the command.
  static Vector of(ColumnDescriptor column, CommandContext context) {
    String text = column.defaultExpression();
    if (text == null) {
      VectorBuilder builder = VectorBuilder.of(column.type(), 1);
      builder.appendNull();
      return builder.build();
    }
    String sql = "SELECT CAST(" + text + " AS " + column.type() + ")";
    try (QueryRows rows = context.query(sql)) {
      ColumnBatch batch = rows.next();
      if (batch == null) {
        throw new IllegalStateException("a default without a value");
      }
      VectorBuilder builder = VectorBuilder.of(column.type(), 1);
      builder.append(batch.column(0), batch.row(0));
      return builder.build();
    }
  }
}
