package org.ordinaldb.transaction;

import com.sleepycat.je.CacheMode;
import com.sleepycat.je.Database;
import com.sleepycat.je.DatabaseConfig;
import com.sleepycat.je.DatabaseException;
import com.sleepycat.je.DiskLimitException;
import com.sleepycat.je.Durability;
import com.sleepycat.je.Environment;
import com.sleepycat.je.EnvironmentConfig;
import com.sleepycat.je.EnvironmentFailureException;
import com.sleepycat.je.EnvironmentLockedException;
import com.sleepycat.je.LogWriteException;
import com.sleepycat.je.Transaction;
import com.sleepycat.je.TransactionConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.ordinaldb.error.InternalException;
import org.ordinaldb.error.ResourceException;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;

/// The Berkeley DB JE environment of a data directory: transactional log and block store, never the
/// thing searched on the read path. Safe for use by many threads, none of which may be interrupted:
/// JE gives an environment up when that happens inside it. JE's exceptions end here.
public final class Journal implements AutoCloseable {
  /// How much of a commit must have reached the disk when it returns.
  public enum Sync {
    /// Everything, forced to the device; committers share the force.
    DEVICE(Durability.COMMIT_SYNC),
    /// Handed to the operating system: safe against a crash of this process.
    SYSTEM(Durability.COMMIT_WRITE_NO_SYNC),
    /// In memory; a later commit that is written takes it along.
    NONE(Durability.COMMIT_NO_SYNC);

    private final TransactionConfig transaction;

    Sync(Durability durability) {
      transaction = new TransactionConfig().setDurability(durability);
    }
  }

  /// What to do in one JE transaction.
  @FunctionalInterface
  public interface Work {
    void run(Transaction transaction);
  }

  private final Environment environment;
  private final List<Database> databases = new CopyOnWriteArrayList<>();

  private Journal(Environment environment) {
    this.environment = environment;
  }

  /// Opens or creates the environment.
  ///
  /// @param freeDiskBytes writes fail with 53100 when less than this is free on the device
  public static Journal open(Path directory, long cacheBytes, long fileBytes, long freeDiskBytes) {
    EnvironmentConfig config = new EnvironmentConfig();
    config.setAllowCreate(true);
    config.setTransactional(true);
    config.setCacheSize(cacheBytes);
    config.setCacheMode(CacheMode.DEFAULT);
    config.setLockTimeout(30, TimeUnit.SECONDS);
    config.setConfigParam(EnvironmentConfig.LOG_FILE_MAX, Long.toString(fileBytes));
    config.setConfigParam(EnvironmentConfig.FREE_DISK, Long.toString(freeDiskBytes));
    try {
      return new Journal(new Environment(directory.toFile(), config));
    } catch (EnvironmentLockedException e) {
      throw new ResourceException(
          SqlState.OBJECT_IN_USE,
          "data directory \"" + directory + "\" is in use by another process",
          e);
    } catch (DatabaseException | IllegalArgumentException e) {
      throw translated(e);
    }
  }

  /// Opens or creates one of the databases; it is closed with the environment.
  public Database database(String name) {
    DatabaseConfig config = new DatabaseConfig();
    config.setAllowCreate(true);
    config.setTransactional(true);
    Database database = call(env -> env.openDatabase(null, name, config));
    databases.add(database);
    return database;
  }

  /// Runs work and commits it, or undoes all of it when it throws.
  public void transact(Sync sync, Work work) {
    Transaction transaction = call(env -> env.beginTransaction(null, sync.transaction));
    boolean committed = false;
    try {
      work.run(transaction);
      transaction.commit();
      committed = true;
    } catch (DatabaseException e) {
      throw translated(e);
    } finally {
      if (!committed) {
        abort(transaction);
      }
    }
  }

  /// Forces everything that was committed to the device.
  public void force() {
    call(env -> {
      env.flushLog(true);
      return true;
    });
  }

  /// Whether the environment still works; after a failed write it has to be opened again.
  public boolean isValid() {
    return environment.isValid();
  }

  /// Writes a checkpoint, so that the next start is quick, and releases the directory.
  @Override
  public void close() {
    call(env -> {
      databases.forEach(Database::close);
      env.close();
      return true;
    });
  }

  /// Calls JE and translates what it throws.
  public <T> T call(Function<Environment, T> action) {
    try {
      return action.apply(environment);
    } catch (DatabaseException e) {
      throw translated(e);
    }
  }

  private static void abort(Transaction transaction) {
    try {
      // Also a transaction that calls itself invalid holds locks until it is aborted.
      transaction.abort();
    } catch (DatabaseException | IllegalStateException e) {
      // The error that led here is the one to tell; the environment is invalid by now.
      System.getLogger(Journal.class.getName())
          .log(System.Logger.Level.WARNING, "event=abort-failed", e);
    }
  }

  /// The error to tell a client for an exception of JE's.
  public static SqlException translated(RuntimeException e) {
    if (e instanceof DiskLimitException) {
      return new ResourceException(
          SqlState.DISK_FULL, "could not write to the data directory: No space left on device", e);
    }
    if (e instanceof LogWriteException
        || (e instanceof EnvironmentFailureException
            && e.getCause() instanceof java.io.IOException)) {
      return new ResourceException(
          SqlState.IO_ERROR, "could not write to the data directory: " + e.getMessage(), e);
    }
    return new InternalException(SqlState.INTERNAL_ERROR, "storage failure: " + e.getMessage(), e);
  }
}
