package org.ordinaldb.sql.function;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.CancelToken;
import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.format.TimeZones;
import org.ordinaldb.sql.expression.EvaluationContext;
import org.ordinaldb.sql.expression.SessionView;
import org.ordinaldb.storage.TableStatistics;

/// A session that stands still at 2024-03-15 13:45:06.789012 UTC.
final class TestSession implements SessionView {
  static final long NOW = 763_825_506_789_012L;

  private final Map<String, String> settings = new HashMap<>();
  private FormatSettings format = FormatSettings.DEFAULT;

  EvaluationContext context() {
    return EvaluationContext.of(this, new CancelToken());
  }

  TestSession inZone(String zone) {
    format = format.withTimeZone(Objects.requireNonNull(TimeZones.parse(zone)));
    return this;
  }

  @Override
  public String currentUser() {
    return "ordinal";
  }

  @Override
  public String sessionUser() {
    return "ordinal";
  }

  @Override
  public String database() {
    return "ordinal";
  }

  @Override
  public List<String> searchPath() {
    return List.of("public");
  }

  @Override
  public Catalog catalog() {
    return Catalog.EMPTY;
  }

  @Override
  public TableStatistics statistics(TableDescriptor table) {
    return new TableStatistics(0, 0, 0, 0, 0);
  }

  @Override
  public int backendId() {
    return 7;
  }

  @Override
  public FormatSettings format() {
    return format;
  }

  @Override
  public @Nullable String setting(String name) {
    return settings.get(name);
  }

  @Override
  public String changeSetting(String name, String value, boolean untilTransactionEnds) {
    settings.put(name, value);
    return value;
  }

  @Override
  public long transactionTimestamp() {
    return NOW;
  }

  @Override
  public long statementTimestamp() {
    return NOW;
  }
}
