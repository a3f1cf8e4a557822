package org.ordinaldb.pgwire;

import java.util.List;
import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.format.TextCodec;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;

/// Reads a Bind message's parameter values into a batch of one row.
final class ParameterReader {
  private ParameterReader() {}

  static ColumnBatch read(
      MessageInput input, List<SqlType> types, ColumnFormats formats, FormatSettings settings) {
    Vector[] columns = new Vector[types.size()];
    for (int i = 0; i < columns.length; i++) {
      SqlType type = types.get(i);
      VectorBuilder builder = VectorBuilder.of(type, 1);
      int length = input.int32();
      if (length == -1) {
        builder.appendNull();
      } else {
        int from = input.position();
        input.skip(length);
        if (formats.isBinary(i)) {
          BinaryCodec.of(type).parse(input.data(), from, from + length, builder);
        } else {
          TextCodec.of(type).parse(input.data(), from, from + length, builder, settings);
        }
      }
      columns[i] = builder.build();
    }
    return new ColumnBatch(1, columns);
  }
}
