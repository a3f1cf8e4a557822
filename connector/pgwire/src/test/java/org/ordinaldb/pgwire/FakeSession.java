package org.ordinaldb.pgwire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.SessionException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.error.TransactionRollbackException;
import org.ordinaldb.session.Execution;
import org.ordinaldb.session.Notice;
import org.ordinaldb.session.PreparedStatement;
import org.ordinaldb.session.QuerySession;
import org.ordinaldb.session.ResultColumn;
import org.ordinaldb.session.SessionListener;
import org.ordinaldb.session.SessionRequest;
import org.ordinaldb.session.StatementText;
import org.ordinaldb.session.TransactionStatus;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.LongVector;
import org.ordinaldb.type.SqlType;

/// Understands a dozen made-up statements and writes down what is asked of it.
final class FakeSession implements QuerySession {
  private final int backendId;
  final SessionRequest request;
  final SessionListener listener;
  final List<String> log = new ArrayList<>();
  final CountDownLatch waiting = new CountDownLatch(1);
  final CountDownLatch cancelled = new CountDownLatch(1);
  final CountDownLatch closed = new CountDownLatch(1);
  private TransactionStatus status = TransactionStatus.IDLE;
  private boolean commitFails;
  static volatile long inBlockMillis;

  FakeSession(int backendId, SessionRequest request, SessionListener listener) {
    this.backendId = backendId;
    this.request = request;
    this.listener = listener;
  }

  private record Fake(String sql, List<SqlType> parameterTypes, List<ResultColumn> columns)
      implements PreparedStatement {
    @Override
    public boolean returnsRows() {
      return !columns.isEmpty();
    }

    @Override
    public boolean isEmpty() {
      return sql.isBlank();
    }
  }

  @Override
  public List<StatementText> parse(String script) {
    List<StatementText> statements = new ArrayList<>();
    int offset = 0;
    for (String part : script.split(";", -1)) {
      if (!part.isBlank()) {
        statements.add(new StatementText(part.strip(), offset));
      }
      offset += part.length() + 1;
    }
    return statements;
  }

  @Override
  public PreparedStatement prepare(StatementText statement, List<SqlType> parameterTypes) {
    String sql = statement.sql();
    if (sql.equals("wrong")) {
      throw new StatementException(SqlState.SYNTAX_ERROR, "syntax error at or near \"wrong\"")
          .position(statement.offset() + 1);
    }
    List<ResultColumn> columns =
        sql.startsWith("rows")
            ? List.of(
                new ResultColumn("n", SqlType.INT4, 16384, 1),
                new ResultColumn("t", SqlType.TEXT, 0, 0))
            : sql.equals("echo")
                ? parameterTypes.stream().map(type -> new ResultColumn("p", type, 0, 0)).toList()
                : List.of();
    return new Fake(sql, parameterTypes, columns);
  }

  @Override
  public Execution execute(PreparedStatement statement, ColumnBatch parameters) {
    Fake fake = (Fake) statement;
    String[] words = fake.sql().split(" ");
    log.add(fake.sql());
    return switch (words[0]) {
      case "rows" -> new Counting(Integer.parseInt(words[1]));
      case "echo" -> new Fixed(List.of(parameters), "SELECT");
      case "begin" -> block(TransactionStatus.ACTIVE, "BEGIN");
      case "commit" -> block(TransactionStatus.IDLE, "COMMIT");
      case "insert" -> new Fixed(List.of(), "INSERT 0 1");
      case "zone" -> {
        listener.parameterChanged("TimeZone", words[1]);
        yield new Fixed(List.of(), "SET");
      }
      case "notice" -> {
        listener.notice(new Notice("NOTICE", SqlState.SUCCESSFUL_COMPLETION, "take note"));
        yield new Fixed(List.of(), "DO");
      }
      case "copyin" -> new In();
      case "copyout" -> new Out();
      case "fails" ->
          throw new StatementException(SqlState.UNIQUE_VIOLATION, "duplicate key")
              .detail("Key (id)=(1) already exists.")
              .hint("Try another.")
              .context("COPY t, line 3")
              .position(7)
              .object("public", "t", "id", "t_pkey");
      case "bug" -> throw new IllegalStateException("a bug");
      case "waits" -> waits();
      case "latecommit" -> {
        commitFails = true;
        yield new Fixed(List.of(), "INSERT 0 1");
      }
      default -> throw new StatementException(SqlState.SYNTAX_ERROR, "unknown: " + fake.sql());
    };
  }

  private Execution block(TransactionStatus next, String tag) {
    status = next;
    return new Fixed(List.of(), tag);
  }

  private Execution waits() {
    waiting.countDown();
    try {
      cancelled.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    throw new SessionException(SqlState.QUERY_CANCELED, "canceling statement due to user request");
  }

  @Override
  public void sync() {
    log.add("sync");
    if (commitFails) {
      commitFails = false;
      throw new TransactionRollbackException(
          SqlState.SERIALIZATION_FAILURE, "could not serialize access");
    }
  }

  @Override
  public void fail() {
    log.add("fail");
    if (status == TransactionStatus.ACTIVE) {
      status = TransactionStatus.FAILED;
    }
  }

  @Override
  public long idleTimeoutMillis() {
    return status == TransactionStatus.IDLE ? 0 : inBlockMillis;
  }

  @Override
  public int backendId() {
    return backendId;
  }

  @Override
  public TransactionStatus transactionStatus() {
    return status;
  }

  @Override
  public String setting(String name) {
    return name.equals("bytea_output") ? "hex" : "";
  }

  @Override
  public void cancel() {
    cancelled.countDown();
  }

  @Override
  public void close() {
    log.add("close");
    closed.countDown();
  }

  private static final class Fixed implements Execution.Rows {
    private final List<ColumnBatch> batches;
    private final String tag;

    Fixed(List<ColumnBatch> batches, String tag) {
      this.batches = new ArrayList<>(batches);
      this.tag = tag;
    }

    @Override
    public @Nullable ColumnBatch next() {
      return batches.isEmpty() ? null : batches.removeFirst();
    }

    @Override
    public String commandTag(long rowsSent) {
      return tag.equals("SELECT") ? tag + " " + rowsSent : tag;
    }

    @Override
    public void close() {}
  }

  /// Rows 1 to n in batches of three, every second text null.
  private static final class Counting implements Execution.Rows {
    private final int rows;
    private int given;

    Counting(int rows) {
      this.rows = rows;
    }

    @Override
    public @Nullable ColumnBatch next() {
      int size = Math.min(3, rows - given);
      if (size == 0) {
        return null;
      }
      long[] numbers = new long[size];
      @Nullable String[] texts = new String[size];
      for (int i = 0; i < size; i++) {
        numbers[i] = ++given;
        texts[i] = given % 2 == 0 ? null : "t" + given;
      }
      return new ColumnBatch(size, LongVector.of(numbers), BytesVector.ofStrings(texts));
    }

    @Override
    public String commandTag(long rowsSent) {
      return "SELECT " + rowsSent;
    }

    @Override
    public void close() {}
  }

  private final class In implements Execution.CopyIn {
    private final StringBuilder received = new StringBuilder();

    @Override
    public int columnCount() {
      return 2;
    }

    @Override
    public void write(byte[] data, int offset, int length) {
      String text = new String(data, offset, length, StandardCharsets.UTF_8);
      if (text.contains("bad")) {
        throw new StatementException(SqlState.BAD_COPY_FILE_FORMAT, "extra data");
      }
      received.append(text);
    }

    @Override
    public String finish() {
      log.add("received " + received);
      return "COPY " + received.chars().filter(c -> c == '\n').count();
    }

    @Override
    public void close() {}
  }

  private static final class Out implements Execution.CopyOut {
    private final List<byte[]> chunks =
        new ArrayList<>(
            Arrays.asList(
                "1\ta\n".getBytes(StandardCharsets.UTF_8),
                "2\tb\n".getBytes(StandardCharsets.UTF_8)));

    @Override
    public int columnCount() {
      return 2;
    }

    @Override
    public byte @Nullable [] next() {
      return chunks.isEmpty() ? null : chunks.removeFirst();
    }

    @Override
    public String commandTag() {
      return "COPY 2";
    }

    @Override
    public void close() {}
  }
}
