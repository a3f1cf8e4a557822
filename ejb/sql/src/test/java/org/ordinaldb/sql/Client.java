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
  private final ExecutorService thread = Executors.newSingleThreadExecutor();

  Client(TestDatabase database) {
    this.database = database;
    this.session = database.open();
    this.target = new SessionTarget(session);
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
    long before = waiting();
    Future<String> answer = start(statements);
    while (waiting() <= before) {
      if (answer.isDone()) {
        throw new AssertionError("did not wait: " + get(answer));
      }
      Thread.onSpinWait();
    }
    return answer;
  }

  private long waiting() {
    return database.storage().locks().stream().filter(lock -> !lock.granted()).count();
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
