package org.ordinaldb.sql.parser;

import java.nio.charset.StandardCharsets;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlCharStringLiteral;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.NlsString;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.sql.type.PostgresTypeFactory;

/// A quoted string. It is text unless its neighbours say that it is to be read as something else,
/// whereas Calcite would make it char(n).
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
  public SqlLiteral unescapeUnicode(char escape) {
    return escape == 0
        ? this
        : of(
            super.unescapeUnicode(escape).getValueAs(NlsString.class).getValue(),
            getParserPosition());
  }

  @Override
  public RelDataType createSqlType(RelDataTypeFactory factory) {
    return factory instanceof PostgresTypeFactory types
        ? types.createSqlType(SqlTypeName.VARCHAR)
        : super.createSqlType(factory);
  }
}
