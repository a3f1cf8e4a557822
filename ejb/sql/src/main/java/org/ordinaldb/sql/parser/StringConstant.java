package org.ordinaldb.sql.parser;

import java.nio.charset.StandardCharsets;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlCharStringLiteral;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.util.NlsString;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.sql.type.PostgresTypeFactory;

/// A quoted string. Its type is `unknown` until its neighbours say what it is to be read as, whereas
/// Calcite would make it char(n).
public final class StringConstant extends SqlCharStringLiteral {
  private final NlsString string;

  private StringConstant(NlsString value, SqlParserPos position) {
    super(value, position);
    this.string = value;
  }

  public static StringConstant of(String value, SqlParserPos position) {
    return new StringConstant(
        new NlsString(SourceText.restoreLines(value), StandardCharsets.UTF_8.name(), null),
        position);
  }

  static StringConstant of(String value, @Nullable String charset, SqlParserPos position) {
    return of(value, position);
  }

  public String text() {
    return string.getValue();
  }

  @Override
  public SqlCharStringLiteral clone(SqlParserPos position) {
    return new StringConstant(string, position);
  }

  @Override
  public RelDataType createSqlType(RelDataTypeFactory factory) {
    return factory instanceof PostgresTypeFactory types
        ? types.unknownType()
        : super.createSqlType(factory);
  }
}
