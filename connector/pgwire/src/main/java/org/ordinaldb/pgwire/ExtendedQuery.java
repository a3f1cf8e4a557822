package org.ordinaldb.pgwire;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.session.Execution;
import org.ordinaldb.session.PreparedStatement;
import org.ordinaldb.session.ResultColumn;
import org.ordinaldb.session.StatementText;
import org.ordinaldb.session.TransactionStatus;
import org.ordinaldb.type.ColumnBatch;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;

/// The extended query protocol: statements and portals by name, the empty name being the unnamed
/// ones. Owned by the connection's thread.
final class ExtendedQuery {
  private static final String UNNAMED = "";
  private static final Map<Integer, SqlType> TYPES = types();

  private final ClientSession client;
  private final MessageInput input;
  private final MessageOutput output;
  private final Responses responses;
  private final CopyTransfer copy;
  private final Map<String, PreparedStatement> statements = new HashMap<>();
  private final Map<String, Portal> portals = new HashMap<>();

  ExtendedQuery(
      ClientSession client,
      MessageInput input,
      MessageOutput output,
      Responses responses,
      CopyTransfer copy) {
    this.client = client;
    this.input = input;
    this.output = output;
    this.responses = responses;
    this.copy = copy;
  }

  private static Map<Integer, SqlType> types() {
    Map<Integer, SqlType> map = new HashMap<>();
    for (TypeKind kind : TypeKind.values()) {
      map.put(kind.oid(), SqlType.of(kind));
    }
    map.put(0, SqlType.UNKNOWN);
    return Map.copyOf(map);
  }

  void parse() {
    String name = input.string();
    String sql = input.string();
    int typeCount = input.int16();
    List<SqlType> types = new ArrayList<>();
    for (int i = 0; i < typeCount; i++) {
      types.add(type(input.int32()));
    }
    input.expectEnd();
    if (name.equals(UNNAMED)) {
      statements.remove(UNNAMED);
    } else if (statements.containsKey(name)) {
      throw new StatementException(
          SqlState.DUPLICATE_PREPARED_STATEMENT,
          "prepared statement \"" + name + "\" already exists");
    }
    List<StatementText> parsed = client.session().parse(sql);
    if (parsed.size() > 1) {
      throw new StatementException(
          SqlState.SYNTAX_ERROR, "cannot insert multiple commands into a prepared statement");
    }
    StatementText text = parsed.isEmpty() ? StatementText.of("") : parsed.getFirst();
    statements.put(name, client.session().prepare(text, types));
    output.empty('1');
  }

  private static SqlType type(int oid) {
    SqlType type = TYPES.get(oid);
    if (type == null) {
      throw new StatementException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "parameters of the type with OID "
              + Integer.toUnsignedString(oid)
              + " are not supported");
    }
    return type;
  }

  void bind() {
    String portalName = input.string();
    String statementName = input.string();
    PreparedStatement statement = statement(statementName);
    List<SqlType> types = statement.parameterTypes();
    ColumnFormats formats = ColumnFormats.read(input);
    int valueCount = input.int16();
    checkCounts(statementName, formats.count(), valueCount, types.size());
    ColumnBatch parameters = ParameterReader.read(input, types, formats, client.format());
    ColumnFormats resultFormats = ColumnFormats.read(input);
    input.expectEnd();
    int columnCount = statement.returnsRows() ? statement.columns().size() : 0;
    if (resultFormats.count() > 1 && resultFormats.count() != columnCount) {
      throw Violation.inMessage(
          "bind message has "
              + resultFormats.count()
              + " result formats but query has "
              + columnCount
              + " columns");
    }
    if (portalName.equals(UNNAMED)) {
      closePortal(UNNAMED);
    } else if (find(portalName) != null) {
      throw new StatementException(
          SqlState.DUPLICATE_CURSOR, "cursor \"" + portalName + "\" already exists");
    }
    portals.put(portalName, new Portal(portalName, statement, parameters, resultFormats));
    output.empty('2');
  }

  private static void checkCounts(
      String statementName, int formatCount, int valueCount, int typeCount) {
    if (formatCount > 1 && formatCount != valueCount) {
      throw Violation.inMessage(
          "bind message has "
              + formatCount
              + " parameter formats but "
              + valueCount
              + " parameters");
    }
    if (valueCount != typeCount) {
      throw Violation.inMessage(
          "bind message supplies "
              + valueCount
              + " parameters, but prepared statement \""
              + statementName
              + "\" requires "
              + typeCount);
    }
  }

  void describe() {
    int what = input.int8();
    String name = input.string();
    input.expectEnd();
    if (what == 'S') {
      PreparedStatement statement = statement(name);
      responses.parameterDescription(statement.parameterTypes());
      describeRows(statement, ColumnFormats.TEXT);
    } else if (what == 'P') {
      Portal portal = portal(name);
      describeRows(portal.statement(), portal.formats());
    } else {
      throw Violation.inMessage("invalid DESCRIBE message subtype " + what);
    }
  }

  private void describeRows(PreparedStatement statement, ColumnFormats formats) {
    if (statement.returnsRows()) {
      responses.rowDescription(statement.columns(), formats);
    } else {
      output.empty('n');
    }
  }

  void execute() {
    String name = input.string();
    int rowsMax = Math.max(0, input.int32());
    input.expectEnd();
    Portal portal = portal(name);
    if (portal.statement().isEmpty()) {
      output.empty('I');
      return;
    }
    if (portal.isDone() && !portal.statement().returnsRows()) {
      throw new StatementException(
          SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, "portal \"" + name + "\" cannot be run");
    }
    if (portal.isDone()) {
      responses.commandComplete("SELECT 0");
      return;
    }
    Execution execution = portal.execution();
    if (execution == null) {
      execution = client.session().execute(portal.statement(), portal.parameters());
      portal.started(execution);
    }
    switch (execution) {
      case Execution.Rows rows -> sendRows(portal, rows, rowsMax);
      case Execution.CopyIn in -> complete(portal, copy.receive(in));
      case Execution.CopyOut out -> complete(portal, copy.send(out));
    }
  }

  private void sendRows(Portal portal, Execution.Rows rows, int rowsMax) {
    RowCursor cursor = portal.cursor(rows);
    List<ResultColumn> columns = portal.statement().columns();
    long sent = cursor.send(rowsMax, client.format(columns), output);
    if (cursor.atEnd()) {
      complete(portal, rows.commandTag(sent));
    } else {
      output.empty('s');
    }
  }

  private void complete(Portal portal, String tag) {
    portal.finish();
    responses.commandComplete(tag);
    commandDone(tag);
  }

  void close() {
    int what = input.int8();
    String name = input.string();
    input.expectEnd();
    if (what == 'S') {
      statements.remove(name);
    } else if (what == 'P') {
      closePortal(name);
    } else {
      throw Violation.inMessage("invalid CLOSE message subtype " + what);
    }
    output.empty('3');
  }

  /// A simple query takes the place of what is unnamed.
  void dropUnnamed() {
    statements.remove(UNNAMED);
    closePortal(UNNAMED);
  }

  /// Portals live as long as their transaction. To be called before the implicit transaction is
  /// ended, and after anything that may have ended a block.
  void closePortalsOutsideBlock() {
    if (!portals.isEmpty() && client.session().transactionStatus() == TransactionStatus.IDLE) {
      closePortals();
    }
  }

  void closePortals() {
    portals.values().forEach(Portal::close);
    portals.clear();
  }

  /// A statement failed. Queries from before the last savepoint go on when the client returns to it.
  void closeFailedPortals() {
    for (Portal portal : List.copyOf(portals.values())) {
      if (!portal.isSuspended()) {
        closePortal(portal.name());
      }
    }
  }

  /// Some statements take our statements away.
  void commandDone(String tag) {
    if (tag.equals("DISCARD ALL") || tag.equals("DEALLOCATE ALL")) {
      statements.clear();
    }
  }

  private void closePortal(String name) {
    Portal portal = portals.remove(name);
    if (portal != null) {
      portal.close();
    }
  }

  private PreparedStatement statement(String name) {
    @Nullable PreparedStatement statement = statements.get(name);
    if (statement == null) {
      throw new StatementException(
          SqlState.INVALID_SQL_STATEMENT_NAME,
          name.equals(UNNAMED)
              ? "unnamed prepared statement does not exist"
              : "prepared statement \"" + name + "\" does not exist");
    }
    return statement;
  }

  private Portal portal(String name) {
    Portal portal = find(name);
    if (portal == null) {
      throw new StatementException(
          SqlState.INVALID_CURSOR_NAME, "portal \"" + name + "\" does not exist");
    }
    return portal;
  }

  private @Nullable Portal find(String name) {
    Portal portal = portals.get(name);
    if (portal != null && portal.isLost()) {
      closePortal(name);
      return null;
    }
    return portal;
  }
}
