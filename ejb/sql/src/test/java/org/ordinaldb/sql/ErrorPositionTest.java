package org.ordinaldb.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.session.QuerySession;
import org.ordinaldb.session.StatementText;
import org.ordinaldb.type.ColumnBatch;

/// Constants that cannot be read are errors with PostgreSQL's positions, whether or not a plan of
/// the same form is cached. Every statement stands above a mark at its error.
class ErrorPositionTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        SELECT 'x'::int
               ^\
        """,
        """
        SELECT 1 + 'a'
                   ^\
        """,
        """
        SELECT 'abc'::numeric
               ^\
        """,
        """
        SELECT DATE 'abc'
                    ^\
        """,
        """
        SELECT 'abc'::timestamptz
               ^\
        """,
        """
        SELECT CAST('abc' AS uuid) FROM t
                    ^\
        """,
        """
        INSERT INTO t VALUES (1) ON CONFLICT (lower(nope)) DO NOTHING
                                                    ^\
        """,
        """
        INSERT INTO t VALUES (1) ON CONFLICT (nope) DO NOTHING
                                             ^\
        """,
        """
        SELECT * FROM t WHERE b = 'é' AND a = 'x'
                                              ^\
        """,
        """
        INSERT INTO t VALUES (7, 'é'), ('q', 'b')
                                        ^\
        """,
        """
        SELECT nope FROM t
               ^\
        """
      })
  void anErrorPointsAtItsConstant(String statementAndMark, @TempDir Path directory) {
    List<String> lines = statementAndMark.lines().toList();
    try (TestDatabase database = new TestDatabase(directory);
        QuerySession session = database.open()) {
      run(session, StatementText.of("CREATE TABLE t (a int PRIMARY KEY, b text)"));
      run(session, StatementText.of("SELECT * FROM t WHERE b = '5' AND a = '6'"));
      run(session, StatementText.of("INSERT INTO t VALUES (1, 'b'), (2, 'c')"));
      StatementText statement = new StatementText(lines.getFirst(), 1000);

      SqlException error = catchThrowableOfType(SqlException.class, () -> run(session, statement));

      assertThat(error.position()).isEqualTo(1000 + lines.getLast().indexOf('^') + 1);
    }
  }

  private static void run(QuerySession session, StatementText statement) {
    session.execute(session.prepare(statement, List.of()), new ColumnBatch(1)).close();
    session.sync();
  }
}
