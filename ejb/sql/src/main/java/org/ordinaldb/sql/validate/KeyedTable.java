package org.ordinaldb.sql.validate;

import java.util.List;
import org.apache.calcite.linq4j.tree.TableExpressionFactory;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.prepare.RelOptTableImpl;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.Table;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.sql.type.RelTypes;
import org.ordinaldb.type.SqlType;

/// A stored table with one more field after its columns: the row's encoded key.
final class KeyedTable {
  private static final TableExpressionFactory NO_EXPRESSION =
      type -> {
        throw new IllegalStateException("rows are not read by Calcite");
      };

  private KeyedTable() {}

  /// Null when the table is a system view.
  static @Nullable RelOptTable of(RelOptTable table, RelDataTypeFactory types) {
    Table stored = table.unwrap(CatalogTable.class);
    if (stored == null || table.unwrap(TableDescriptor.class) == null) {
      return null;
    }
    RelDataType keyed =
        types
            .builder()
            .addAll(table.getRowType().getFieldList())
            .add("row key", RelTypes.relType(types, SqlType.BYTEA))
            .build();
    List<String> name = table.getQualifiedName();
    return RelOptTableImpl.create(table.getRelOptSchema(), keyed, name, stored, NO_EXPRESSION);
  }
}
