package org.ordinaldb.sql.system;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.storage.CheckFinding;
import org.ordinaldb.storage.SegmentStatistics;
import org.ordinaldb.storage.StorageMetrics;
import org.ordinaldb.storage.TableStatistics;

/// Ordinal's own views, schema `ordinal`: the learned indexes, the segments, the sessions and the
/// settings, the engine's counters, and what a check of the stored data finds.
final class OrdinalTables {
  private OrdinalTables() {}

  static void declare(Map<String, RowProducer> producers) {
    producers.put("ordinal.learned_index", OrdinalTables::learnedIndexes);
    producers.put("ordinal.segments", OrdinalTables::segments);
    producers.put("ordinal.tables", OrdinalTables::tables);
    producers.put("ordinal.sessions", OrdinalTables::sessions);
    producers.put("ordinal.settings", OrdinalTables::settings);
    producers.put("ordinal.metrics", OrdinalTables::metrics);
    producers.put("ordinal.check", OrdinalTables::check);
  }

  private static void tables(SystemContext context, RowSink sink) {
    for (TableDescriptor table : context.session().catalog().sortedTables()) {
      TableStatistics statistics = context.statistics(table);
      tableRow(sink, table)
          .set("rows", statistics.rowCount())
          .set("segments", statistics.segments())
          .set("segment_bytes", statistics.segmentBytes())
          .set("model_bytes", statistics.modelBytes())
          .set("delta_rows", statistics.deltaRows());
    }
  }

  private static void segments(SystemContext context, RowSink sink) {
    for (TableDescriptor table : context.session().catalog().sortedTables()) {
      for (SegmentStatistics segment : context.segments(table)) {
        tableRow(sink, table)
            .set("segment_id", segment.id())
            .set("rows", segment.rows())
            .set("chunks", segment.chunks())
            .set("stored_bytes", segment.storedBytes())
            .set("bytes_per_row", (double) segment.storedBytes() / segment.rows());
      }
    }
  }

  /// A row for every segment: each has a model of its own.
  private static void learnedIndexes(SystemContext context, RowSink sink) {
    for (TableDescriptor table : context.session().catalog().sortedTables()) {
      for (SegmentStatistics segment : context.segments(table)) {
        tableRow(sink, table)
            .set("segment_id", segment.id())
            .set("keys", segment.rows())
            .set("nodes", segment.modelNodes())
            .set("model_bytes", segment.modelBytes())
            .set("bytes_per_key", (double) segment.modelBytes() / segment.rows())
            .set("widest_window", segment.widestWindow());
      }
    }
  }

  private static RowSink tableRow(RowSink sink, TableDescriptor table) {
    return sink.row()
        .set("table_schema", table.schema())
        .set("table_name", table.name())
        .set("table_id", table.id());
  }

  private static void sessions(SystemContext context, RowSink sink) {
    for (SystemContext.SessionRow session : context.sessions()) {
      sink.row()
          .set("process_id", session.processId())
          .set("user_name", session.user())
          .set("database_name", session.database())
          .set("application_name", session.applicationName())
          .set("client_address", session.clientAddress())
          .set("started", session.startedMicros())
          .set("query_started", session.queryStartMicros())
          .set("state", session.state())
          .set("query", session.query());
    }
  }

  private static void settings(SystemContext context, RowSink sink) {
    for (SystemContext.Setting setting : context.settings()) {
      sink.row()
          .set("name", setting.name())
          .set("value", setting.value())
          .set("description", setting.description());
    }
  }

  private static void metrics(SystemContext context, RowSink sink) {
    StorageMetrics metrics = context.metrics();
    metric(sink, "commits", metrics.commits());
    metric(sink, "rollbacks", metrics.rollbacks());
    metric(sink, "compactions", metrics.compactions());
    metric(sink, "predictions", metrics.predictions());
    metric(sink, "window_rows", metrics.windowRows());
    metric(sink, "gallops", metrics.gallops());
    metric(sink, "cache_hits", metrics.cacheHits());
    metric(sink, "cache_misses", metrics.cacheMisses());
    metric(sink, "cache_bytes", metrics.cacheBytes());
    metric(sink, "delta_rows", metrics.deltaRows());
    metric(sink, "segments", metrics.segments());
  }

  /// Reading this table is the check; an undamaged database has no rows in it.
  private static void check(SystemContext context, RowSink sink) {
    for (CheckFinding finding : context.check()) {
      TableDescriptor table = context.session().catalog().table(finding.tableId());
      sink.row()
          .set("place", finding.place())
          .set("segment_id", finding.segment() == 0 ? null : finding.segment())
          .set("column_name", columnName(table, finding.column()))
          .set("chunk", finding.chunk() < 0 ? null : finding.chunk())
          .set("problem", finding.problem());
    }
  }

  /// The column after the table's own is the key's.
  private static @Nullable String columnName(@Nullable TableDescriptor table, int column) {
    if (table == null || column < 0) {
      return null;
    }
    return column < table.columns().size() ? table.columns().get(column).name() : "(key)";
  }

  private static void metric(RowSink sink, String name, long value) {
    sink.row().set("name", name).set("value", value);
  }
}
