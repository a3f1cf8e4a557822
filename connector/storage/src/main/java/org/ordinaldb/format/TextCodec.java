package org.ordinaldb.format;

import java.nio.charset.StandardCharsets;
import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;

/// PostgreSQL's text form of one type: from a vector's row to bytes, and from bytes to a builder's
/// row. Immutable and shared.
///
/// - NULL is the caller's business: neither method sees it.
/// - Text is UTF-8 both ways. Input of text types is checked to be UTF-8 without zero bytes.
/// - Input obeys the type's modifiers as an assignment does: `varchar(3)` refuses `abcd`, but drops
///   blanks past the third character; `numeric(5,2)` rounds.
/// - Errors are PostgreSQL's, and leave the builder as it was.
public abstract class TextCodec {
  public static TextCodec of(SqlType type) {
    return switch (type.kind()) {
      case BOOLEAN -> BooleanText.CODEC;
      case INT2 -> IntegerText.INT2;
      case INT4 -> IntegerText.INT4;
      case INT8 -> IntegerText.INT8;
      case OID -> OidText.CODEC;
      case FLOAT4 -> FloatText.FLOAT4;
      case FLOAT8 -> FloatText.FLOAT8;
      case NUMERIC -> new NumericText(type);
      case TEXT, UNKNOWN -> CharacterText.TEXT;
      case NAME -> CharacterText.NAME;
      case VARCHAR -> type.length() < 0 ? CharacterText.TEXT : new CharacterText(type);
      case CHAR -> new CharacterText(type);
      case BYTEA -> ByteaText.CODEC;
      case DATE -> DateText.CODEC;
      case TIME -> TimeText.CODEC;
      case TIMESTAMP -> TimestampText.WITHOUT_ZONE;
      case TIMESTAMPTZ -> TimestampText.WITH_ZONE;
      case INTERVAL -> IntervalText.CODEC;
      case UUID -> UuidText.CODEC;
    };
  }

  /// Appends the row's text.
  ///
  /// @param vector of the type's [SqlType#vectorKind()], not null at `row`
  public abstract void write(Vector vector, int row, ByteSink out, FormatSettings settings);

  /// Appends one row, read from `src[from .. to)`.
  public abstract void parse(
      byte[] src, int from, int to, VectorBuilder out, FormatSettings settings);

  /// The row's text as a string. For edges, not for loops.
  public final String text(Vector vector, int row, FormatSettings settings) {
    ByteSink sink = new ByteSink(32);
    write(vector, row, sink, settings);
    return new String(sink.data(), 0, sink.size(), StandardCharsets.UTF_8);
  }

  /// Appends one row, read from a string. For edges, not for loops.
  public final void parse(String text, VectorBuilder out, FormatSettings settings) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    parse(bytes, 0, bytes.length, out, settings);
  }
}
