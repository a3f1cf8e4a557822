package org.ordinaldb.sql.check;

import java.util.ArrayList;
import java.util.List;
import org.ordinaldb.catalog.ColumnDescriptor;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.format.TextCodec;
import org.ordinaldb.type.Vector;

/// Writes keys as PostgreSQL's error details do: `(a, b)=(1, x)`.
final class KeyText {
  private KeyText() {}

  /// @param columns ordinals in the table
  /// @param values one vector for each of them
  static String of(
      TableDescriptor table,
      List<Integer> columns,
      Vector[] values,
      int row,
      FormatSettings settings) {
    List<String> names = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      ColumnDescriptor column = table.columns().get(columns.get(i));
      names.add(column.name());
      texts.add(
          values[i].isNull(row)
              ? "null"
              : TextCodec.of(column.type()).text(values[i], row, settings));
    }
    return "(" + String.join(", ", names) + ")=(" + String.join(", ", texts) + ")";
  }
}
