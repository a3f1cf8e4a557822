package org.ordinaldb.sql.execution;

import java.util.ArrayList;
import java.util.List;
import org.ordinaldb.catalog.ColumnDescriptor;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.storage.ScanRequest;
import org.ordinaldb.type.SqlType;

/// The types of a table's columns.
final class TableColumns {
  private TableColumns() {}

  static List<SqlType> types(TableDescriptor table, int[] projection) {
    List<SqlType> types = new ArrayList<>(projection.length);
    for (int column : projection) {
      types.add(column == ScanRequest.ROW_KEY ? SqlType.BYTEA : table.columns().get(column).type());
    }
    return List.copyOf(types);
  }

  static List<SqlType> types(TableDescriptor table) {
    return table.columns().stream().map(ColumnDescriptor::type).toList();
  }
}
