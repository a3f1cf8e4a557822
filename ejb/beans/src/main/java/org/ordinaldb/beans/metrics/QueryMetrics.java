package org.ordinaldb.beans.metrics;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.sql.SqlEngine;
import org.ordinaldb.sql.StatementObserver;
import org.ordinaldb.storage.StorageEngine;
import org.ordinaldb.storage.StorageMetrics;

/// Publishes what the engines count as MicroProfile metrics, under `ordinal_`. Told of statements by
/// the threads of many sessions at once.
@ApplicationScoped
public class QueryMetrics implements StatementObserver {
  @Inject MetricRegistry registry;

  private final Counter[] statements = new Counter[StatementKind.values().length];
  private final Map<String, Counter> errors = new ConcurrentHashMap<>();
  private final LongAdder rows = new LongAdder();
  private final LatencyHistogram latency = new LatencyHistogram();

  /// Registers the metrics. Called once, before the first session opens.
  public void publish(StorageEngine storage, SqlEngine sql) {
    for (StatementKind kind : StatementKind.values()) {
      statements[kind.ordinal()] =
          registry.counter(
              described("ordinal_statements", "Statements that ended well"),
              new Tag("kind", kind.label()));
    }
    gauge("ordinal_rows", "Rows returned or changed", rows::sum);
    gauge("ordinal_active_sessions", "Open sessions", sql::sessionCount);
    gauge("ordinal_plan_cache_hits", "Plans taken from the cache", sql::planCacheHits);
    gauge("ordinal_plan_cache_misses", "Plans made anew", sql::planCacheMisses);
    publishLatency();
    publishEngine(storage);
  }

  @Override
  public void ended(String kind, long nanos, long rowCount, @Nullable SqlState error) {
    if (error == null) {
      statements[StatementKind.of(kind).ordinal()].inc();
      rows.add(rowCount);
      latency.record(nanos);
    } else {
      errors.computeIfAbsent(error.code().substring(0, 2), this::errorCounter).inc();
    }
  }

  private Counter errorCounter(String sqlStateClass) {
    return registry.counter(
        described("ordinal_errors", "Errors by the class of their SQLSTATE"),
        new Tag("class", sqlStateClass));
  }

  private void publishLatency() {
    String name = "ordinal_statement_duration_seconds";
    for (int i = 0; i < latency.bucketCount(); i++) {
      int bucket = i;
      double bound = latency.upperBoundSeconds(i);
      Supplier<Number> count = () -> latency.cumulativeCount(bucket);
      registry.gauge(
          described(name + "_bucket", "Statements that took at most le seconds"),
          count,
          new Tag(
              "le",
              Double.isInfinite(bound)
                  ? "+Inf"
                  : BigDecimal.valueOf(bound).stripTrailingZeros().toPlainString()));
    }
    gauge(name + "_sum", "Time that statements took", latency::sumSeconds);
    gauge(
        name + "_count",
        "Statements that were timed",
        () -> latency.cumulativeCount(latency.bucketCount() - 1));
  }

  private void publishEngine(StorageEngine engine) {
    engineGauge(engine, "ordinal_commits", "Transactions committed", StorageMetrics::commits);
    engineGauge(engine, "ordinal_rollbacks", "Transactions undone", StorageMetrics::rollbacks);
    engineGauge(engine, "ordinal_compactions", "Compactions done", StorageMetrics::compactions);
    engineGauge(
        engine,
        "ordinal_index_predictions",
        "Positions that learned indexes predicted",
        StorageMetrics::predictions);
    engineGauge(
        engine,
        "ordinal_index_window_rows",
        "Positions searched after predictions",
        StorageMetrics::windowRows);
    engineGauge(
        engine,
        "ordinal_index_gallops",
        "Predictions whose window did not hold the key",
        StorageMetrics::gallops);
    engineGauge(engine, "ordinal_cache_hits", "Chunks found decoded", StorageMetrics::cacheHits);
    engineGauge(engine, "ordinal_cache_misses", "Chunks decoded", StorageMetrics::cacheMisses);
    engineGauge(
        engine, "ordinal_cache_bytes", "Decoded chunks in memory", StorageMetrics::cacheBytes);
    engineGauge(
        engine,
        "ordinal_delta_rows",
        "Row versions that no segment holds yet",
        StorageMetrics::deltaRows);
    engineGauge(engine, "ordinal_segments", "Segments of all tables", StorageMetrics::segments);
  }

  private void engineGauge(
      StorageEngine engine, String name, String text, ToLongFunction<StorageMetrics> value) {
    gauge(name, text, () -> value.applyAsLong(engine.metrics()));
  }

  private void gauge(String name, String text, Supplier<Number> value) {
    registry.gauge(described(name, text), value);
  }

  private static Metadata described(String name, String text) {
    return Metadata.builder().withName(name).withDescription(text).build();
  }
}
