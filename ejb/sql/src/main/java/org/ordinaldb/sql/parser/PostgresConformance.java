package org.ordinaldb.sql.parser;

import org.apache.calcite.sql.validate.SqlConformance;
import org.apache.calcite.sql.validate.SqlConformanceEnum;
import org.apache.calcite.sql.validate.SqlDelegatingConformance;

/// Which liberties the parser and the validator take: LENIENT's. (BABEL silently corrupts GROUPING
/// SETS.)
public final class PostgresConformance extends SqlDelegatingConformance {
  public static final SqlConformance INSTANCE = new PostgresConformance();

  private PostgresConformance() {
    super(SqlConformanceEnum.LENIENT);
  }

  /// HAVING sees the columns of FROM only.
  @Override
  public boolean isHavingAlias() {
    return false;
  }

  @Override
  public boolean isColonFieldAccessAllowed() {
    return false;
  }

  @Override
  public boolean allowGeometry() {
    return false;
  }

  @Override
  public boolean allowCharLiteralAlias() {
    return false;
  }

  @Override
  public boolean isLimitStartCountAllowed() {
    return false;
  }
}
