package org.ordinaldb.pgwire;

import java.util.List;
import org.ordinaldb.session.Execution;
import org.ordinaldb.session.PreparedStatement;
import org.ordinaldb.session.QuerySession;
import org.ordinaldb.session.StatementText;
import org.ordinaldb.type.ColumnBatch;

/// The simple query protocol: a string of statements, which run in one implicit transaction. Owned by
/// the connection's thread.
final class SimpleQuery {
  private static final ColumnBatch NO_PARAMETERS = new ColumnBatch(1);

  private final ClientSession client;
  private final MessageOutput output;
  private final Responses responses;
  private final CopyTransfer copy;

  SimpleQuery(ClientSession client, MessageOutput output, Responses responses, CopyTransfer copy) {
    this.client = client;
    this.output = output;
    this.responses = responses;
    this.copy = copy;
  }

  /// Runs every statement and answers it, up to but without ReadyForQuery.
  ///
  /// @return the last command tag, empty when there was none
  String run(String script) {
    QuerySession session = client.session();
    List<StatementText> statements = session.parse(script);
    if (statements.isEmpty()) {
      session.sync();
      output.empty('I');
      return "";
    }
    String tag = "";
    for (int i = 0; i < statements.size(); i++) {
      tag = run(statements.get(i));
      if (i == statements.size() - 1) {
        // The client must not hear that it is done before it is committed.
        session.sync();
      }
      responses.commandComplete(tag);
    }
    return tag;
  }

  private String run(StatementText statement) {
    PreparedStatement prepared = client.session().prepare(statement, List.of());
    try (Execution execution = client.session().execute(prepared, NO_PARAMETERS)) {
      return switch (execution) {
        case Execution.Rows rows -> sendRows(prepared, rows);
        case Execution.CopyIn in -> copy.receive(in);
        case Execution.CopyOut out -> copy.send(out);
      };
    }
  }

  private String sendRows(PreparedStatement prepared, Execution.Rows rows) {
    if (prepared.returnsRows()) {
      responses.rowDescription(prepared.columns(), ColumnFormats.TEXT);
    }
    RowCursor cursor = new RowCursor(rows, new RowEncoder(prepared.columns(), ColumnFormats.TEXT));
    long sent = cursor.send(0, client.format(prepared.columns()), output);
    return rows.commandTag(sent);
  }
}
