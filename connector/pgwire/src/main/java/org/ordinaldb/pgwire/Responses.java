package org.ordinaldb.pgwire;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.session.Notice;
import org.ordinaldb.session.ResultColumn;
import org.ordinaldb.session.TransactionStatus;
import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.SqlType;
import org.ordinaldb.type.TypeKind;

/// The server's messages other than rows (PostgreSQL manual, chapter 55.7). Owned by the
/// connection's thread.
final class Responses {
  private final MessageOutput output;

  Responses(MessageOutput output) {
    this.output = output;
  }

  void authenticationOk() {
    output.begin('R').putInt(0);
    output.end();
  }

  void negotiateProtocolVersion(int newest, List<String> unknownOptions) {
    ByteSink to = output.begin('v');
    to.putInt(newest);
    to.putInt(unknownOptions.size());
    unknownOptions.forEach(option -> MessageOutput.string(to, option));
    output.end();
  }

  void backendKeyData(CancelRegistry.Key key) {
    ByteSink to = output.begin('K');
    to.putInt(key.processId());
    to.putBytes(key.secret());
    output.end();
  }

  void parameterStatus(String name, String value) {
    ByteSink to = output.begin('S');
    MessageOutput.string(to, name);
    MessageOutput.string(to, value);
    output.end();
  }

  void readyForQuery(TransactionStatus status) {
    output.begin('Z').putByte((byte) status.code());
    output.end();
    output.expectAnswer();
  }

  void commandComplete(String tag) {
    MessageOutput.string(output.begin('C'), tag);
    output.end();
  }

  void parameterDescription(List<SqlType> types) {
    ByteSink to = output.begin('t');
    to.putShort(types.size());
    types.forEach(type -> to.putInt(oid(type)));
    output.end();
  }

  void rowDescription(List<ResultColumn> columns, ColumnFormats formats) {
    ByteSink to = output.begin('T');
    to.putShort(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      ResultColumn column = columns.get(i);
      MessageOutput.string(to, column.name());
      to.putInt(column.tableId());
      to.putShort(column.attribute());
      to.putInt(oid(column.type()));
      to.putShort(shownKind(column.type()).byteLength());
      to.putInt(column.type().typmod());
      to.putShort(formats.isBinary(i) ? 1 : 0);
    }
    output.end();
  }

  /// A type that was never decided goes out as text, as in PostgreSQL.
  private static TypeKind shownKind(SqlType type) {
    return type.kind() == TypeKind.UNKNOWN ? TypeKind.TEXT : type.kind();
  }

  private static int oid(SqlType type) {
    return shownKind(type).oid();
  }

  /// CopyInResponse (`G`) or CopyOutResponse (`H`), always in text.
  void copyResponse(char type, int columnCount) {
    ByteSink to = output.begin(type);
    to.putByte((byte) 0);
    to.putShort(columnCount);
    for (int i = 0; i < columnCount; i++) {
      to.putShort(0);
    }
    output.end();
  }

  void copyData(byte[] data) {
    output.begin('d').putBytes(data);
    output.end();
  }

  void error(SqlException e, boolean fatal) {
    ByteSink to = output.begin('E');
    String severity = fatal ? "FATAL" : "ERROR";
    field(to, 'S', severity);
    field(to, 'V', severity);
    field(to, 'C', e.state().code());
    field(to, 'M', e.text());
    field(to, 'D', e.detail());
    field(to, 'H', e.hint());
    field(to, 'P', e.position() > 0 ? Integer.toString(e.position()) : null);
    field(to, 'W', e.context());
    field(to, 's', e.schema());
    field(to, 't', e.table());
    field(to, 'c', e.column());
    field(to, 'n', e.constraint());
    to.putByte((byte) 0);
    output.end();
  }

  void notice(Notice notice) {
    ByteSink to = output.begin('N');
    field(to, 'S', notice.severity());
    field(to, 'V', notice.severity());
    field(to, 'C', notice.state().code());
    field(to, 'M', notice.message());
    to.putByte((byte) 0);
    output.end();
  }

  private static void field(ByteSink to, char code, @Nullable String value) {
    if (value != null) {
      to.putByte((byte) code);
      MessageOutput.string(to, value.replace('\0', '?'));
    }
  }
}
