package org.ordinaldb.sql.function;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.ColumnDescriptor;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.Decimals;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.Vector;
import org.ordinaldb.type.VectorBuilder;

/// A table with a column of every type, and random rows for it: nulls, edges of the types, small
/// values that meet each other, and dictionary-coded text in half of the batches.
final class FuzzRows {
  static final TableDescriptor TABLE =
      new TableDescriptor(
          TableDescriptor.FIRST_ID,
          Catalog.PUBLIC,
          "fuzz",
          List.of(
              column("i2", SqlType.INT2),
              column("i4", SqlType.INT4),
              column("i4b", SqlType.INT4),
              column("i8", SqlType.INT8),
              column("f4", SqlType.FLOAT4),
              column("f8", SqlType.FLOAT8),
              column("f8b", SqlType.FLOAT8),
              column("n", SqlType.numeric(8, 2)),
              column("nu", SqlType.NUMERIC),
              column("t", SqlType.TEXT),
              column("v", SqlType.varchar(10)),
              column("c", SqlType.character(5)),
              column("b", SqlType.BOOLEAN),
              column("d", SqlType.DATE),
              column("ts", SqlType.TIMESTAMP),
              column("tz", SqlType.TIMESTAMPTZ),
              column("u", SqlType.UUID)),
          null);

  private static final List<String> TEXTS =
      List.of("", "a", "ab", "abc", "b", " a ", "äb", "ä", "€uro", "ABC", "a%b", "😀", "zzz");
  private static final double[] DOUBLES = {
    0, -0.0, 1, -1, 0.5, 1e300, -1e300, 1e-300, Double.NaN, Double.POSITIVE_INFINITY, 2.5, 1e10
  };

  private FuzzRows() {}

  private static ColumnDescriptor column(String name, SqlType type) {
    return new ColumnDescriptor(name, type, true, null);
  }

  static ColumnBatch random(SplittableRandom random, int rowCount) {
    double nullShare = random.nextInt(3) * 0.2;
    boolean coded = random.nextBoolean();
    List<Vector> columns = new ArrayList<>();
    for (ColumnDescriptor column : TABLE.columns()) {
      VectorBuilder builder = VectorBuilder.of(column.type(), rowCount);
      boolean calm = random.nextBoolean();
      for (int row = 0; row < rowCount; row++) {
        if (random.nextDouble() < nullShare) {
          builder.appendNull();
        } else {
          append(column.type(), calm, random, builder);
        }
      }
      Vector vector = builder.build();
      boolean text = column.type().isText();
      columns.add(text && coded ? coded((BytesVector) vector) : vector);
    }
    return new ColumnBatch(rowCount, columns.toArray(new Vector[0]));
  }

  /// One row of a batch as a batch of its own.
  static ColumnBatch row(ColumnBatch batch, int row) {
    Vector[] columns = new Vector[batch.columnCount()];
    for (int i = 0; i < columns.length; i++) {
      VectorBuilder builder = VectorBuilder.of(batch.column(i).kind(), 1);
      builder.append(batch.column(i), row);
      columns[i] = builder.build();
    }
    return new ColumnBatch(1, columns);
  }

  /// @param calm whether values stay small, so that little overflows
  private static void append(
      SqlType type, boolean calm, SplittableRandom random, VectorBuilder out) {
    switch (type.kind()) {
      case INT2 -> out.appendLong(integer(calm, random, Short.MIN_VALUE, Short.MAX_VALUE));
      case INT4 -> out.appendLong(integer(calm, random, Integer.MIN_VALUE, Integer.MAX_VALUE));
      case INT8 -> out.appendLong(integer(calm, random, Long.MIN_VALUE, Long.MAX_VALUE));
      case FLOAT4 ->
          out.appendDouble(
              (float) (calm ? random.nextDouble(-10, 10) : random.nextDouble() * 3e38));
      case FLOAT8 ->
          out.appendDouble(
              calm ? random.nextInt(-20, 20) / 4.0 : DOUBLES[random.nextInt(DOUBLES.length)]);
      case NUMERIC -> {
        if (type.isLongDecimal()) {
          out.appendLong(calm ? random.nextInt(-300, 300) : random.nextInt(-99999999, 99999999));
        } else {
          out.appendBytes(Decimals.encode(decimal(calm, random)));
        }
      }
      case BOOLEAN -> out.appendLong(random.nextInt(2));
      case DATE -> out.appendLong(random.nextInt(-1000, 10000));
      case TIMESTAMP, TIMESTAMPTZ ->
          out.appendLong(random.nextLong(-100_000_000_000_000L, 900_000_000_000_000L));
      case UUID -> out.appendBytes(uuid(random.nextInt(3)));
      case TEXT, VARCHAR -> out.appendBytes(text(random));
      case CHAR ->
          out.appendBytes(
              new String(text(random), StandardCharsets.UTF_8)
                  .stripTrailing()
                  .getBytes(StandardCharsets.UTF_8));
      default -> throw new AssertionError(type);
    }
  }

  private static long integer(boolean calm, SplittableRandom random, long least, long greatest) {
    if (calm) {
      return random.nextInt(-3, 12);
    }
    return switch (random.nextInt(4)) {
      case 0 -> least;
      case 1 -> greatest;
      case 2 -> random.nextInt(-3, 4);
      default -> random.nextLong(least, greatest);
    };
  }

  private static BigDecimal decimal(boolean calm, SplittableRandom random) {
    if (calm) {
      return BigDecimal.valueOf(random.nextInt(-500, 500), random.nextInt(4));
    }
    BigInteger unscaled =
        new BigInteger(Long.toString(random.nextLong()))
            .multiply(BigInteger.valueOf(random.nextLong()))
            .shiftRight(random.nextInt(120));
    return new BigDecimal(unscaled, random.nextInt(20));
  }

  private static byte[] text(SplittableRandom random) {
    return TEXTS.get(random.nextInt(TEXTS.size())).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] uuid(int last) {
    byte[] bytes = new byte[16];
    bytes[15] = (byte) last;
    return bytes;
  }

  /// The same rows with a dictionary, which also has an entry that no row has.
  private static BytesVector coded(BytesVector plain) {
    VectorBuilder entries = VectorBuilder.of(plain.kind(), plain.length() + 1);
    entries.appendBytes("unused".getBytes(StandardCharsets.UTF_8));
    List<String> known = new ArrayList<>(List.of("unused"));
    int[] codes = new int[plain.length()];
    for (int row = 0; row < codes.length; row++) {
      String text = plain.string(row);
      int code = known.indexOf(text);
      if (code < 0) {
        code = known.size();
        known.add(text);
        entries.appendBytes(text.getBytes(StandardCharsets.UTF_8));
      }
      codes[row] = code;
    }
    BytesVector dictionary = (BytesVector) entries.build();
    return new BytesVector(
        dictionary.data(), dictionary.offsets(), known.size(), codes, codes.length, plain.nulls());
  }
}
