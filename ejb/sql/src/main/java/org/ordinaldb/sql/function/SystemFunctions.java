package org.ordinaldb.sql.function;

import static org.ordinaldb.sql.function.Overload.ANY;
import static org.ordinaldb.sql.function.Overload.row;

import java.util.List;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.apache.calcite.sql.SqlOperator;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.sql.expression.Constant;
import org.ordinaldb.sql.expression.RowArguments;
import org.ordinaldb.sql.expression.RowCall;
import org.ordinaldb.sql.expression.RowWriter;
import org.ordinaldb.sql.expression.SessionView;
import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.SqlType;

/// Functions that ask about the session and the server.
final class SystemFunctions {
  private static final SqlType TEXT = SqlType.TEXT;
  private static final SqlType NAME = SqlType.NAME;
  private static final SqlType BOOLEAN = SqlType.BOOLEAN;
  private static final long PAUSE_NANOS = 10_000_000;

  private SystemFunctions() {}

  static List<SqlOperator> all() {
    return List.of(
        stable("version", row(TEXT, (in, out) -> out.putText(version(in)))),
        stable("current_database", name(SessionView::database)),
        LibraryFunction.keyword("CURRENT_CATALOG", name(SessionView::database)),
        LibraryFunction.keyword(
            "CURRENT_SCHEMA",
            row(NAME, SystemFunctions::currentSchema).nullable(Overload.Nullability.ALWAYS)),
        LibraryFunction.keyword("CURRENT_USER", name(SessionView::currentUser)),
        LibraryFunction.keyword("CURRENT_ROLE", name(SessionView::currentUser)),
        LibraryFunction.keyword("USER", name(SessionView::currentUser)),
        LibraryFunction.keyword("SESSION_USER", name(SessionView::sessionUser)),
        LibraryFunction.of(
            "pg_typeof",
            Overload.of(
                    TEXT,
                    (type, in) -> Constant.ofText(type, in.getFirst().type().kind().sqlName()),
                    ANY)
                .nullable(Overload.Nullability.NEVER)),
        stable(
            "current_setting",
            row(TEXT, (in, out) -> setting(in, out, false), TEXT)
                .nullable(Overload.Nullability.ALWAYS),
            row(TEXT, (in, out) -> setting(in, out, in.booleanAt(1)), TEXT, BOOLEAN)
                .nullable(Overload.Nullability.ALWAYS)),
        LibraryFunction.of(
            "set_config",
            LibraryFunction.Volatility.VOLATILE,
            row(TEXT, RowCall.Mode.VOLATILE, SystemFunctions::setConfig, TEXT, TEXT, BOOLEAN)),
        stable(
            "pg_backend_pid",
            row(SqlType.INT4, (in, out) -> out.putLong(in.session().backendId()))),
        LibraryFunction.of(
            "pg_blocking_pids",
            LibraryFunction.Volatility.VOLATILE,
            row(TEXT, RowCall.Mode.VOLATILE, SystemFunctions::blockingPids, SqlType.INT4)),
        LibraryFunction.of(
            "pg_cancel_backend",
            LibraryFunction.Volatility.VOLATILE,
            row(
                BOOLEAN,
                RowCall.Mode.VOLATILE,
                (in, out) -> out.putBoolean(in.session().cancelBackend(in.intAt(0))),
                SqlType.INT4)),
        LibraryFunction.of(
            "gen_random_uuid",
            LibraryFunction.Volatility.VOLATILE,
            row(SqlType.UUID, RowCall.Mode.VOLATILE, (in, out) -> randomUuid(out.sink()))),
        LibraryFunction.of(
            "pg_sleep",
            LibraryFunction.Volatility.VOLATILE,
            row(TEXT, RowCall.Mode.VOLATILE, (in, out) -> sleep(in), SqlType.FLOAT8)));
  }

  /// An array, as text.
  private static void blockingPids(RowArguments in, RowWriter out) {
    StringJoiner pids = new StringJoiner(",", "{", "}");
    in.session().blockers(in.intAt(0)).forEach(pid -> pids.add(pid.toString()));
    out.putText(pids.toString());
  }

  private static LibraryFunction stable(String name, Overload... overloads) {
    return LibraryFunction.of(name, LibraryFunction.Volatility.STABLE, overloads);
  }

  private static Overload name(Function<SessionView, String> value) {
    return row(NAME, (in, out) -> out.putText(value.apply(in.session())));
  }

  /// Begins as PostgreSQL's does, since drivers look for a version number there.
  private static String version(RowArguments in) {
    String number = in.session().setting("server_version");
    return "PostgreSQL "
        + (number == null ? "15.0" : number)
        + " compatible, Ordinal, on the Java virtual machine "
        + Runtime.version().feature()
        + ", 64-bit";
  }

  private static void currentSchema(RowArguments in, RowWriter out) {
    List<String> path = in.session().searchPath();
    if (path.isEmpty()) {
      out.putNull();
    } else {
      out.putText(path.getFirst());
    }
  }

  private static void setting(RowArguments in, RowWriter out, boolean missingIsNull) {
    String name = in.textAt(0);
    String value = in.session().setting(name);
    if (value != null) {
      out.putText(value);
    } else if (missingIsNull) {
      out.putNull();
    } else {
      throw new StatementException(
          SqlState.UNDEFINED_OBJECT, "unrecognized configuration parameter \"" + name + "\"");
    }
  }

  private static void setConfig(RowArguments in, RowWriter out) {
    out.putText(in.session().changeSetting(in.textAt(0), in.textAt(1), in.booleanAt(2)));
  }

  private static void randomUuid(ByteSink out) {
    UUID uuid = UUID.randomUUID();
    out.putLong(uuid.getMostSignificantBits());
    out.putLong(uuid.getLeastSignificantBits());
  }

  /// Waits without holding anything, looking every few milliseconds whether it is to stop.
  private static void sleep(RowArguments in) {
    long deadline = System.nanoTime() + (long) (Math.max(0, in.doubleAt(0)) * 1e9);
    while (System.nanoTime() < deadline) {
      in.context().cancelToken().check();
      LockSupport.parkNanos(Math.min(PAUSE_NANOS, deadline - System.nanoTime()));
    }
  }
}
