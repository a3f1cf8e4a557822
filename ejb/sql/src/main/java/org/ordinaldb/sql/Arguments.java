package org.ordinaldb.sql;

import java.util.List;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.format.TextCodec;
import org.ordinaldb.session.ResultColumn;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;

/// The arguments of EXECUTE: expressions that are computed once and taken over into the types of the
/// statement's parameters.
final class Arguments {
  private Arguments() {}

  /// A query of one row with the expressions.
  static SqlNode select(List<SqlNode> expressions) {
    SqlParserPos position = SqlParserPos.ZERO;
    return new SqlSelect(
        position,
        null,
        new SqlNodeList(expressions, position),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  /// The row's values in other types, by way of their texts, as an assignment converts them.
  static ColumnBatch convert(
      ColumnBatch row, List<ResultColumn> columns, List<SqlType> types, FormatSettings settings) {
    assert row.size() == 1;
    Vector[] values = new Vector[types.size()];
    for (int i = 0; i < values.length; i++) {
      Vector value = row.column(i);
      VectorBuilder builder = VectorBuilder.of(types.get(i), 1);
      if (value.isNull(row.row(0))) {
        builder.appendNull();
      } else {
        String text = TextCodec.of(columns.get(i).type()).text(value, row.row(0), settings);
        TextCodec.of(types.get(i)).parse(text, builder, settings);
      }
      values[i] = builder.build();
    }
    return new ColumnBatch(1, values);
  }
}
