package org.ordinaldb.sql;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.ordinaldb.session.QuerySession;

/// A session on a thread of its own, for tests in which several wait for each other. An answer is one
/// line: rows as `1|10 2|20`, a tag, or `ERROR 40001: message`.
final class Client implements AutoCloseable {
  private final TestDatabase database;
  private final QuerySession session;
  private final SessionTarget target;
  private final int backend;
  private final ExecutorService thread = Executors.newSingleThreadExecutor();

  Client(TestDatabase database) {
    this.database = database;
    this.session = database.open();
    this.target = new SessionTarget(session);
    this.backend = Integer.parseInt(run("select pg_backend_pid()"));
  }

  QuerySession session() {
    return session;
  }

  /// Runs statements and returns the last one's answer.
  String run(String... statements) {
    return get(start(statements));
  }

  /// Starts statements that have to wait for a lock, and returns once the session does.
  Future<String> waits(String... statements) {
    Future<String> answer = start(statements);
    if (isSettled(answer)) {
      throw new AssertionError("did not wait: " + get(answer));
    }
    return answer;
  }

  /// Starts a statement, and returns when it has ended or waits for a lock.
  Future<String> startOrWait(String statement) {
    Future<String> answer = start(statement);
    isSettled(answer);
    return answer;
  }

  /// Whether a statement has ended; one that still waits for a lock has not, and one that does
  /// neither will soon do either.
  boolean isSettled(Future<String> answer) {
    while (!answer.isDone()) {
      if (isWaiting()) {
        return false;
      }
      Thread.onSpinWait();
    }
    return true;
  }

  private boolean isWaiting() {
    return database.storage().locks().stream()
        .anyMatch(lock -> !lock.granted() && lock.backend() == backend);
  }

  Future<String> start(String... statements) {
    return thread.submit(() -> {
      String answer = "";
      for (String statement : statements) {
        answer = line(target.run(statement));
      }
      return answer;
    });
  }

  static String get(Future<String> answer) {
    try {
      return answer.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  private static String line(Transcript.Answer answer) {
    if (answer.error() != null) {
      return answer.error().lines().findFirst().orElseThrow();
    }
    if (answer.tag() != null) {
      return answer.tag();
    }
    return answer.rows().stream()
        .map(row -> row.stream().map(String::valueOf).collect(Collectors.joining("|")))
        .collect(Collectors.joining(" "));
  }

  @Override
  public void close() {
    session.cancel();
    thread.submit(target::close);
    thread.close();
  }
}
