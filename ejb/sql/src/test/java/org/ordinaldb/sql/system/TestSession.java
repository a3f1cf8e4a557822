package org.ordinaldb.sql.system;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.CancelToken;
import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.format.TimeZones;
import org.ordinaldb.sql.expression.AdvisoryLocks;
import org.ordinaldb.sql.expression.EvaluationContext;
import org.ordinaldb.sql.expression.SessionView;
import org.ordinaldb.storage.CheckFinding;
import org.ordinaldb.storage.PreparedTransaction;
import org.ordinaldb.storage.SegmentStatistics;
import org.ordinaldb.storage.StorageMetrics;
import org.ordinaldb.storage.TableStatistics;
import org.ordinaldb.transaction.AdvisoryKey;
import org.ordinaldb.transaction.LockListing;
import org.ordinaldb.transaction.RowLock;
import org.ordinaldb.transaction.TableLock;

/// A session, and the server around it, that stands still at 2024-03-15 13:45:06.789012 UTC.
public final class TestSession implements SessionView, SystemContext {
  public static final long NOW = 763_825_506_789_012L;

  private final Catalog catalog;
  private final Map<String, String> settings = new HashMap<>();
  private FormatSettings format = FormatSettings.DEFAULT;

  public TestSession() {
    this(Catalog.EMPTY);
  }

  TestSession(Catalog catalog) {
    this.catalog = catalog;
  }

  public EvaluationContext context() {
    return EvaluationContext.of(this, new CancelToken());
  }

  public TestSession inZone(String zone) {
    format = format.withTimeZone(Objects.requireNonNull(TimeZones.parse(zone)));
    return this;
  }

  // ---- the session

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
    return catalog;
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
  public AdvisoryLocks advisoryLocks() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Set<Integer> blockers(int backend) {
    return Set.of();
  }

  @Override
  public boolean cancelBackend(int backend) {
    return false;
  }

  @Override
  public long transactionTimestamp() {
    return NOW;
  }

  @Override
  public long statementTimestamp() {
    return NOW;
  }

  // ---- the server

  @Override
  public SessionView session() {
    return this;
  }

  @Override
  public TableStatistics statistics(TableDescriptor table) {
    return new TableStatistics(1000, 2, 40_000, 450, 100);
  }

  @Override
  public List<SegmentStatistics> segments(TableDescriptor table) {
    return List.of(
        new SegmentStatistics(1, 600, 1, 24_000, 250, 3, 64),
        new SegmentStatistics(2, 400, 1, 16_000, 200, 2, 9));
  }

  @Override
  public StorageMetrics metrics() {
    return new StorageMetrics(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
  }

  @Override
  public List<CheckFinding> check() {
    return List.of(new CheckFinding(16400, "public.cities", 3, 1, 4, "it is damaged"));
  }

  @Override
  public List<Setting> settings() {
    return List.of(new Setting("TimeZone", "UTC", "Sets the time zone.", "default", "UTC", "UTC"));
  }

  @Override
  public List<SessionRow> sessions() {
    return List.of(new SessionRow(7, "ordinal", "ordinal", "psql", "", 1, 2, "active", "select"));
  }

  @Override
  public List<IndexProgress> indexBuilds() {
    IndexProgress build = new IndexProgress.Registry().start(7, "CREATE INDEX", 16400);
    build.index(16402);
    build.reads(IndexProgress.Phase.SCANNING, 10_000);
    build.read(4096);
    return List.of(build);
  }

  @Override
  public List<LockListing> locks() {
    return List.of(
        new LockListing(16400, null, null, TableLock.SHARE, 7, true, 0),
        new LockListing(
            16400, new byte[] {1}, null, RowLock.KEY_SHARE, 8, false, 946_684_800_000_003L),
        new LockListing(0, null, AdvisoryKey.of(3, 4), TableLock.EXCLUSIVE, 7, true, 0));
  }

  @Override
  public List<PreparedTransaction> preparedTransactions() {
    return List.of(new PreparedTransaction(3, "a b", 946_684_800_000_001L, "anna"));
  }
}
