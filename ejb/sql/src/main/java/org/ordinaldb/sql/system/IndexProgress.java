package org.ordinaldb.sql.system;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.ordinaldb.transaction.LockersProgress;
import org.ordinaldb.type.ColumnBatch;

/// How far the build of an index is, as `pg_stat_progress_create_index` shows it. Written by the
/// session's thread that builds, read by any.
///
/// What PostgreSQL calls a block is a chunk of a segment here.
public final class IndexProgress implements AutoCloseable, LockersProgress {
  /// What a build does, in PostgreSQL's words.
  public enum Phase {
    INITIALIZING("initializing"),
    SCANNING("building index: scanning table"),
    LOADING("building index: loading tuples in tree"),
    WAITING_FOR_WRITERS("waiting for writers before validation"),
    VALIDATING("index validation: scanning table");

    private final String text;

    Phase(String text) {
      this.text = text;
    }
  }

  /// All builds that are under way. Safe for use by many threads.
  public static final class Registry {
    private final Set<IndexProgress> builds = ConcurrentHashMap.newKeySet();

    public IndexProgress start(int backend, String command, int table) {
      IndexProgress build = new IndexProgress(this, backend, command, table);
      builds.add(build);
      return build;
    }

    public List<IndexProgress> list() {
      return builds.stream().sorted(Comparator.comparing(build -> build.backend)).toList();
    }
  }

  private final Registry registry;
  private final int backend;
  private final String command;
  private final int table;
  private volatile int index;
  private volatile Phase phase = Phase.INITIALIZING;
  private volatile int lockers;
  private volatile int lockersDone;
  private volatile int locker;
  private volatile long rows;
  private volatile long rowsDone;

  private IndexProgress(Registry registry, int backend, String command, int table) {
    this.registry = registry;
    this.backend = backend;
    this.command = command;
    this.table = table;
  }

  /// The work turns to an index.
  public void index(int id) {
    index = id;
    phase(Phase.INITIALIZING);
  }

  public void phase(Phase next) {
    phase = next;
  }

  /// A phase begins that reads so many rows.
  public void reads(Phase next, long count) {
    rows = count;
    rowsDone = 0;
    phase = next;
  }

  public void read(long upTo) {
    rowsDone = upTo;
  }

  @Override
  public void at(int total, int done, int holder) {
    lockers = total;
    lockersDone = done;
    locker = holder;
  }

  void row(SystemContext context, RowSink sink) {
    sink.row()
        .set("pid", backend)
        .set("datid", CatalogNames.DATABASE)
        .set("datname", context.session().database())
        .set("relid", table)
        .set("index_relid", index)
        .set("command", command)
        .set("phase", phase.text)
        .set("lockers_total", lockers)
        .set("lockers_done", lockersDone)
        .set("current_locker_pid", locker)
        .set("blocks_total", blocks(rows))
        .set("blocks_done", blocks(rowsDone))
        .set("tuples_total", rows)
        .set("tuples_done", rowsDone)
        .set("partitions_total", 0)
        .set("partitions_done", 0);
  }

  private static long blocks(long count) {
    return Math.ceilDiv(count, (long) ColumnBatch.ROWS_MAX);
  }

  /// The work is over.
  @Override
  public void close() {
    registry.builds.remove(this);
  }
}
