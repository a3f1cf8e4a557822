package org.ordinaldb.sql.execution;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;
import org.ordinaldb.type.VectorKind;

/// string_agg: joins text or bytea; each value but the first is preceded by its row's delimiter.
final class StringAccumulator implements Accumulator {
  private @Nullable ByteSink[] texts = new ByteSink[1];
  private long bytes;

  @Override
  public void ensureGroups(int groups) {
    if (groups > texts.length) {
      texts = Arrays.copyOf(texts, Math.max(groups, 2 * texts.length));
    }
  }

  @Override
  public void add(Vector[] arguments, int @Nullable [] rows, int @Nullable [] groups, int count) {
    BytesVector values = (BytesVector) arguments[0];
    BytesVector delimiters = (BytesVector) arguments[1];
    for (int i = 0; i < count; i++) {
      int row = rows == null ? i : rows[i];
      if (!values.isNull(row)) {
        int group = groups == null ? 0 : groups[i];
        ByteSink text = texts[group];
        if (text == null) {
          text = new ByteSink(32);
          texts[group] = text;
          bytes += 80;
        } else if (!delimiters.isNull(row)) {
          put(text, delimiters, row);
        }
        put(text, values, row);
      }
    }
  }

  private void put(ByteSink text, BytesVector source, int row) {
    int length = source.byteLength(row);
    if ((long) text.size() + length > Integer.MAX_VALUE / 2) {
      throw StoredColumn.tooLarge();
    }
    text.putBytes(source.data(), source.start(row), length);
    bytes += 2L * length;
  }

  @Override
  public Vector result(int from, int to) {
    VectorBuilder builder = VectorBuilder.of(VectorKind.BYTES, to - from);
    for (int group = from; group < to; group++) {
      ByteSink text = texts[group];
      if (text == null) {
        builder.appendNull();
      } else {
        builder.appendBytes(text.data(), 0, text.size());
      }
    }
    return builder.build();
  }

  @Override
  public long heapBytes() {
    return 8L * texts.length + bytes;
  }
}
