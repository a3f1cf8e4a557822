package org.ordinaldb.sql;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.session.Execution;
import org.ordinaldb.session.QuerySession;
import org.ordinaldb.session.StatementText;

/// A session of the process that [SqlCrashTest] kills: makes changes and tells what comes of them on
/// standard output, whose lines outlive the process. Owned by one thread.
final class CrashSession {
  /// A statement failed.
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    Refused(String message) {
      super(message);
    }

    /// Whether that may happen to anybody who runs beside others.
    boolean isExpected() {
      return String.valueOf(getMessage()).matches("(?s)ERROR (40001|40P01|55P03).*");
    }
  }

  private final QuerySession session;
  private final SessionTarget target;
  private final Random random;

  CrashSession(TestDatabase database, Random random) {
    this.session = database.open();
    this.target = new SessionTarget(session);
    this.random = random;
  }

  SessionTarget target() {
    return target;
  }

  Random random() {
    return random;
  }

  static void say(String line) {
    synchronized (System.out) {
      System.out.println(line);
      System.out.flush();
    }
  }

  /// Changes a register in one transaction, in one or two phases.
  ///
  /// @return whether it was committed
  boolean change(String register, String value, Runnable statements) {
    return change("BEGIN", register, value, statements);
  }

  boolean change(String begin, String register, String value, Runnable statements) {
    say(CrashLedger.Word.TRY, register, value);
    boolean prepared = false;
    try {
      run(begin);
      statements.run();
      prepared = random.nextInt(4) == 0;
      run(
          prepared
              ? "PREPARE TRANSACTION '" + CrashLedger.globalId(register, value) + "'"
              : "COMMIT");
    } catch (Refused e) {
      run("ROLLBACK");
      say(CrashLedger.Word.UNDONE, register, value);
      if (!e.isExpected()) {
        throw e;
      }
      return false;
    }
    boolean committed = !prepared || secondPhase(register, value);
    say(committed ? CrashLedger.Word.DONE : CrashLedger.Word.UNDONE, register, value);
    return committed;
  }

  private boolean secondPhase(String register, String value) {
    boolean commits = random.nextInt(4) != 0;
    say(CrashLedger.Word.PREPARED, register, value);
    say(commits ? CrashLedger.Word.COMMITTING : CrashLedger.Word.ROLLING_BACK, register, value);
    run(
        (commits ? "COMMIT" : "ROLLBACK")
            + (" PREPARED '" + CrashLedger.globalId(register, value) + "'"));
    return commits;
  }

  private static void say(CrashLedger.Word word, String register, String value) {
    say(CrashLedger.line(word, register, value));
  }

  /// The rows of a statement, `1|a 2|b`, or nothing for one that returns none.
  String run(String sql) {
    Transcript.Answer answer = target.run(sql);
    if (answer.error() != null) {
      throw new Refused(answer.error() + " <- " + sql);
    }
    return answer.rows().stream()
        .map(row -> row.stream().map(String::valueOf).collect(Collectors.joining("|")))
        .collect(Collectors.joining(" "));
  }

  /// Runs COPY ... FROM STDIN.
  void copy(String sql, String data) {
    byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
    try {
      StatementText statement = session.parse(sql).getFirst();
      try (Execution.CopyIn copy =
          (Execution.CopyIn)
              session.execute(session.prepare(statement, List.of()), SessionTarget.NO_PARAMETERS)) {
        copy.write(bytes, 0, bytes.length);
        copy.finish();
      }
      session.sync();
    } catch (SqlException e) {
      throw new Refused("ERROR " + e.state().code() + ": " + e.text() + " <- " + sql);
    }
  }
}
