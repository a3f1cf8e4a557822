package org.ordinaldb.pgwire;

import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.format.TextCodec;
import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.DoubleVector;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;

/// PostgreSQL's binary form of one type (its `typsend` and `typreceive`). Immutable and shared. NULL
/// is the caller's business.
abstract class BinaryCodec {
  static BinaryCodec of(SqlType type) {
    return switch (type.kind()) {
      case BOOLEAN -> new Longs(1, false);
      case INT2 -> new Longs(2, false);
      case INT4, DATE -> new Longs(4, false);
      case OID -> new Longs(4, true);
      case INT8, TIME, TIMESTAMP, TIMESTAMPTZ -> new Longs(8, false);
      case FLOAT4, FLOAT8 -> new Doubles(type.kind().byteLength());
      case NUMERIC -> new BinaryNumeric(type);
      case TEXT, VARCHAR, CHAR, NAME, UNKNOWN -> new Text(TextCodec.of(type));
      case BYTEA -> new Raw(-1);
      case INTERVAL, UUID -> new Raw(16);
    };
  }

  abstract void write(Vector vector, int row, ByteSink out);

  /// Appends one row read from `src[from .. to)`; 22P03 when that is not a value.
  abstract void parse(byte[] src, int from, int to, VectorBuilder out);

  static StatementException malformed(String message) {
    return new StatementException(SqlState.INVALID_BINARY_REPRESENTATION, message);
  }

  private static void expectLength(int length, int from, int to) {
    if (to - from != length) {
      throw malformed("incorrect binary data format");
    }
  }

  /// Integers of 1, 2, 4 or 8 bytes.
  private static final class Longs extends BinaryCodec {
    private final int width;
    private final boolean unsigned;

    Longs(int width, boolean unsigned) {
      this.unsigned = unsigned;
      this.width = width;
    }

    @Override
    void write(Vector vector, int row, ByteSink out) {
      long value = ((LongVector) vector).values()[row];
      switch (width) {
        case 1 -> out.putByte((byte) value);
        case 2 -> out.putShort((int) value);
        case 4 -> out.putInt((int) value);
        default -> out.putLong(value);
      }
    }

    @Override
    void parse(byte[] src, int from, int to, VectorBuilder out) {
      expectLength(width, from, to);
      out.appendLong(
          switch (width) {
            case 1 -> src[from] == 0 ? 0 : 1;
            case 2 -> (short) ByteSink.SHORT.get(src, from);
            case 4 ->
                unsigned
                    ? (int) ByteSink.INT.get(src, from) & 0xffff_ffffL
                    : (int) ByteSink.INT.get(src, from);
            default -> (long) ByteSink.LONG.get(src, from);
          });
    }
  }

  private static final class Doubles extends BinaryCodec {
    private final int width;

    Doubles(int width) {
      this.width = width;
    }

    @Override
    void write(Vector vector, int row, ByteSink out) {
      double value = ((DoubleVector) vector).values()[row];
      if (width == 4) {
        out.putInt(Float.floatToIntBits((float) value));
      } else {
        out.putLong(Double.doubleToLongBits(value));
      }
    }

    @Override
    void parse(byte[] src, int from, int to, VectorBuilder out) {
      expectLength(width, from, to);
      out.appendDouble(
          width == 4
              ? Float.intBitsToFloat((int) ByteSink.INT.get(src, from))
              : Double.longBitsToDouble((long) ByteSink.LONG.get(src, from)));
    }
  }

  /// Byte strings as they are, of one length or any (-1).
  private static final class Raw extends BinaryCodec {
    private final int length;

    Raw(int length) {
      this.length = length;
    }

    @Override
    void write(Vector vector, int row, ByteSink out) {
      BytesVector bytes = (BytesVector) vector;
      out.putBytes(bytes.data(), bytes.start(row), bytes.byteLength(row));
    }

    @Override
    void parse(byte[] src, int from, int to, VectorBuilder out) {
      if (length >= 0) {
        expectLength(length, from, to);
      }
      out.appendBytes(src, from, to - from);
    }
  }

  /// Text looks the same in both formats.
  private static final class Text extends BinaryCodec {
    private final TextCodec codec;

    Text(TextCodec codec) {
      this.codec = codec;
    }

    @Override
    void write(Vector vector, int row, ByteSink out) {
      codec.write(vector, row, out, FormatSettings.DEFAULT);
    }

    @Override
    void parse(byte[] src, int from, int to, VectorBuilder out) {
      codec.parse(src, from, to, out, FormatSettings.DEFAULT);
    }
  }
}
