package org.ordinaldb.sql.function;

import static org.ordinaldb.sql.function.Overload.row;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.calcite.sql.SqlOperator;
import org.ordinaldb.sql.expression.RowArguments;
import org.ordinaldb.sql.expression.RowCall;
import org.ordinaldb.sql.expression.RowKernel;
import org.ordinaldb.transaction.AdvisoryKey;
import org.ordinaldb.type.SqlType;

/// `pg_advisory_lock` and its fifteen relatives.
final class AdvisoryFunctions {
  private AdvisoryFunctions() {}

  /// What a function does to the lock of its key.
  @FunctionalInterface
  private interface Action {
    boolean on(RowArguments in, AdvisoryKey key);
  }

  static List<SqlOperator> all() {
    List<SqlOperator> functions = new ArrayList<>();
    for (boolean shared : new boolean[] {false, true}) {
      String suffix = shared ? "_shared" : "";
      for (boolean xact : new boolean[] {false, true}) {
        String scope = xact ? "_xact" : "";
        functions.add(
            taking(
                "pg_advisory" + scope + "_lock" + suffix,
                SqlType.TEXT,
                (in, key) -> in.session().advisoryLocks().lock(key, shared, xact, true)));
        functions.add(
            taking(
                "pg_try_advisory" + scope + "_lock" + suffix,
                SqlType.BOOLEAN,
                (in, key) -> in.session().advisoryLocks().lock(key, shared, xact, false)));
      }
      functions.add(
          taking(
              "pg_advisory_unlock" + suffix,
              SqlType.BOOLEAN,
              (in, key) -> in.session().advisoryLocks().unlock(key, shared)));
    }
    functions.add(
        LibraryFunction.of(
            "pg_advisory_unlock_all",
            LibraryFunction.Volatility.VOLATILE,
            row(
                SqlType.TEXT,
                RowCall.Mode.VOLATILE,
                (in, out) -> in.session().advisoryLocks().unlockAll())));
    return functions;
  }

  /// @param result text for functions of type void, whose value is an empty string
  private static LibraryFunction taking(String name, SqlType result, Action action) {
    return LibraryFunction.of(
        name,
        LibraryFunction.Volatility.VOLATILE,
        row(
            result,
            RowCall.Mode.VOLATILE,
            kernel(result, in -> action.on(in, AdvisoryKey.of(in.longAt(0)))),
            SqlType.INT8),
        row(
            result,
            RowCall.Mode.VOLATILE,
            kernel(result, in -> action.on(in, AdvisoryKey.of(in.intAt(0), in.intAt(1)))),
            SqlType.INT4,
            SqlType.INT4));
  }

  private static RowKernel kernel(SqlType result, Predicate<RowArguments> call) {
    return (in, out) -> {
      boolean answer = call.test(in);
      if (result == SqlType.BOOLEAN) {
        out.putBoolean(answer);
      }
    };
  }
}
