package org.ordinaldb.transaction;

import com.sleepycat.je.CacheMode;
import com.sleepycat.je.CheckpointConfig;
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
import com.sleepycat.je.util.DbBackup;
import com.sleepycat.je.util.LogVerificationInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.ordinaldb.error.InternalException;
import org.ordinaldb.error.ResourceException;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;

/// The Berkeley DB JE environment of a data directory: transactional log and block store, never the
/// thing searched on the read path. Safe for use by many threads, none of which may be interrupted:
/// JE gives an environment up when that happens inside it. JE's exceptions end here.
public final class Journal implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Journal.class.getName());

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

  /// Takes what is wrong with a file.
  @FunctionalInterface
  public interface Findings {
    void add(String file, String problem);
  }

  /// JE writes a checkpoint after so much log.
  private static final long CHECKPOINT_BYTES = 8 << 20;

  private static final int EMBEDDED_BYTES_MAX = 256;

  private final Path directory;
  private final Environment environment;
  private final List<Database> databases = new CopyOnWriteArrayList<>();

  private Journal(Path directory, Environment environment) {
    this.directory = directory;
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
    // Half of the log may be garbage by default, and files go at the checkpoint after they are
    // cleaned.
    config.setConfigParam(EnvironmentConfig.CLEANER_MIN_UTILIZATION, "80");
    config.setConfigParam(
        EnvironmentConfig.CHECKPOINTER_BYTES_INTERVAL,
        Long.toString(Math.min(fileBytes, CHECKPOINT_BYTES)));
    // Small commit records stand in the leaves of JE's tree, or recovery would read each by itself.
    config.setConfigParam(
        EnvironmentConfig.TREE_MAX_EMBEDDED_LN, Integer.toString(EMBEDDED_BYTES_MAX));
    // Damage is no reason to cut the log where commits follow it.
    config.setConfigParam(EnvironmentConfig.HALT_ON_COMMIT_AFTER_CHECKSUMEXCEPTION, "true");
    // JE's own nightly verifier would lock the whole database up for a bit that nothing needs.
    config.setConfigParam(EnvironmentConfig.ENV_RUN_VERIFIER, "false");
    try {
      return new Journal(directory, new Environment(directory.toFile(), config));
    } catch (EnvironmentLockedException e) {
      throw new ResourceException(
          SqlState.OBJECT_IN_USE,
          "data directory \"" + directory + "\" is in use by another process",
          e);
    } catch (EnvironmentFailureException e) {
      throw hasIoCause(e) ? translated(e) : damaged(directory, e);
    } catch (DatabaseException | IllegalArgumentException e) {
      throw translated(e);
    } catch (RuntimeException | AssertionError e) {
      // JE's readers trust what a log entry says of itself once its checksum is right, or missing.
      throw damaged(directory, e);
    }
  }

  private static InternalException damaged(Path directory, Throwable e) {
    return new InternalException(
        SqlState.DATA_CORRUPTED,
        "data directory \"" + directory + "\" is damaged: " + e.getMessage(),
        e);
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

  /// Runs work and commits it, or undoes all of it when it throws. When the commit itself fails on
  /// the device, nobody can say until the next start whether it happened: that is 40003.
  public void transact(Sync sync, Work work) {
    Transaction transaction = call(env -> env.beginTransaction(null, sync.transaction));
    boolean committing = false;
    boolean committed = false;
    try {
      work.run(transaction);
      committing = true;
      transaction.commit();
      committed = true;
    } catch (DatabaseException e) {
      throw committing && !environment.isValid() ? unknownOutcome(e) : translated(e);
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

  /// Gives the space of what was deleted back to the operating system: moves what is left in files that
  /// are garbage for the most part, which takes reading and writing them, and then deletes those. JE's
  /// own threads do the same, but only after so much more was written.
  ///
  /// @param stopped ends it early
  public void reclaim(BooleanSupplier stopped) {
    call(env -> {
      boolean cleaned = false;
      while (!stopped.getAsBoolean() && env.cleanLogFile()) {
        cleaned = true;
      }
      if (cleaned) {
        env.checkpoint(new CheckpointConfig().setForce(true));
      }
      return cleaned;
    });
  }

  /// Reads every file of the log from end to end and checks each entry's checksum, needed or not.
  /// Begins a new file, so that those to be read do not change, and keeps them from being deleted.
  public void verifyFiles(Findings findings, Runnable betweenReads) {
    call(env -> {
      DbBackup files = new DbBackup(env);
      files.startBackup();
      try {
        for (String file : files.getLogFilesInBackupSet()) {
          verifyFile(env, file, findings, betweenReads);
        }
      } finally {
        files.endBackup();
      }
      return true;
    });
  }

  private void verifyFile(Environment env, String file, Findings findings, Runnable betweenReads) {
    byte[] buffer = new byte[1 << 20];
    try (InputStream in =
        new LogVerificationInputStream(env, Files.newInputStream(directory.resolve(file)), file)) {
      while (in.read(buffer) >= 0) {
        betweenReads.run();
      }
    } catch (IOException e) {
      findings.add(file, String.valueOf(e.getMessage()));
    }
  }

  /// Whether the environment still works; after a failed write it has to be opened again.
  public boolean isValid() {
    return environment.isValid();
  }

  /// Writes a checkpoint, so that the next start is quick, and releases the directory. On a full disk
  /// there is no checkpoint, and the next start reads more of the log.
  @Override
  public void close() {
    if (!environment.isValid()) {
      closeInvalid();
      return;
    }
    try {
      databases.forEach(Database::close);
      environment.close();
    } catch (DiskLimitException e) {
      LOG.log(System.Logger.Level.WARNING, "event=no-checkpoint message=" + e.getMessage());
    } catch (DatabaseException e) {
      throw translated(e);
    }
  }

  private void closeInvalid() {
    try {
      environment.close();
    } catch (DatabaseException | IllegalStateException e) {
      // What made it invalid has been told to whoever asked for the operation that failed.
      LOG.log(System.Logger.Level.WARNING, "event=close-failed message=" + e.getMessage());
    }
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
      LOG.log(System.Logger.Level.WARNING, "event=abort-failed message=" + e.getMessage());
    }
  }

  /// The error to tell a client for an exception of JE's.
  public static SqlException translated(RuntimeException e) {
    if (e instanceof DiskLimitException) {
      return new ResourceException(
          SqlState.DISK_FULL, "could not write to the data directory: No space left on device", e);
    }
    if (e instanceof EnvironmentFailureException failure && failure.isCorrupted()) {
      return new InternalException(
          SqlState.DATA_CORRUPTED, "the data directory is damaged: " + e.getMessage(), e);
    }
    if (e instanceof LogWriteException || hasIoCause(e)) {
      return new ResourceException(
          SqlState.IO_ERROR, "could not use the data directory: " + e.getMessage(), e);
    }
    return new InternalException(SqlState.INTERNAL_ERROR, "storage failure: " + e.getMessage(), e);
  }

  private static SqlException unknownOutcome(RuntimeException e) {
    return new ResourceException(
            SqlState.STATEMENT_COMPLETION_UNKNOWN,
            "could not tell whether the transaction was committed: " + e.getMessage(),
            e)
        .hint("The server has to be restarted; what is there then is what was committed.");
  }

  private static boolean hasIoCause(Throwable e) {
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException) {
        return true;
      }
    }
    return false;
  }
}
