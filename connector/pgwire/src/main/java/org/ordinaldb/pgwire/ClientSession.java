package org.ordinaldb.pgwire;

import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.format.TimeZones;
import org.ordinaldb.session.Notice;
import org.ordinaldb.session.QuerySession;
import org.ordinaldb.session.ResultColumn;
import org.ordinaldb.session.SessionFactory;
import org.ordinaldb.session.SessionListener;
import org.ordinaldb.session.SessionRequest;
import org.ordinaldb.type.TypeKind;

/// The client's session, with what it tells besides results: notices and settings go to the client at
/// once, and the settings that decide how values print are kept. Owned by the connection's thread.
final class ClientSession implements SessionListener, AutoCloseable {
  private final Responses responses;
  private final QuerySession session;
  private FormatSettings format = FormatSettings.DEFAULT;

  ClientSession(SessionFactory sessions, SessionRequest request, Responses responses) {
    this.responses = responses;
    this.session = sessions.open(request, this);
  }

  QuerySession session() {
    return session;
  }

  FormatSettings format() {
    return format;
  }

  /// How a result's values print. `bytea_output` is not reported when it changes, so it is asked for
  /// where it matters.
  FormatSettings format(List<ResultColumn> columns) {
    for (ResultColumn column : columns) {
      if (column.type().kind() == TypeKind.BYTEA) {
        return format.withHexBytea(!session.setting("bytea_output").equals("escape"));
      }
    }
    return format;
  }

  @Override
  public void notice(Notice notice) {
    responses.notice(notice);
  }

  @Override
  public void parameterChanged(String name, String value) {
    responses.parameterStatus(name, value);
    switch (name) {
      case "TimeZone" -> {
        @Nullable ZoneId zone = TimeZones.parse(value);
        if (zone != null) {
          format = format.withTimeZone(zone);
        }
      }
      case "DateStyle" ->
          format = format.withDateOrder(FormatSettings.DateOrder.ofDateStyle(value));
      default -> {}
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
