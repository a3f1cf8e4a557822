package org.ordinaldb.pgwire;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.SessionException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.session.SessionRequest;

/// Reads what a client says before its session begins. Owned by the connection's thread.
final class Startup {
  private static final int CANCEL_REQUEST = 80877102;
  private static final int SSL_REQUEST = 80877103;
  private static final int GSSENC_REQUEST = 80877104;
  private static final int MAJOR = 3;
  private static final int NEWEST_MINOR = 2;
  private static final int CANCEL_SECRET_BYTES_MAX = 256;

  private final MessageInput input;
  private final MessageOutput output;
  private final Responses responses;
  private final CancelRegistry cancels;
  private int minor;

  Startup(MessageInput input, MessageOutput output, Responses responses, CancelRegistry cancels) {
    this.input = input;
    this.output = output;
    this.responses = responses;
    this.cancels = cancels;
  }

  /// Reads up to the start-up message, refusing encryption on the way.
  ///
  /// @return whom the client wants to be, or null when it only wanted to cancel or said nothing
  @Nullable SessionRequest read(String clientAddress) {
    while (input.nextStartup()) {
      int code = input.int32();
      switch (code) {
        case SSL_REQUEST, GSSENC_REQUEST -> {
          output.sink().putByte((byte) 'N');
          output.flush();
        }
        case CANCEL_REQUEST -> {
          cancel();
          return null;
        }
        default -> {
          return request(code, clientAddress);
        }
      }
    }
    return null;
  }

  /// The protocol's minor version that both sides speak.
  int minor() {
    return minor;
  }

  private void cancel() {
    int processId = input.int32();
    if (input.remaining() <= CANCEL_SECRET_BYTES_MAX) {
      cancels.cancel(processId, input.bytes(input.remaining()));
    }
  }

  private SessionRequest request(int code, String clientAddress) {
    int major = code >> 16;
    int askedMinor = code & 0xffff;
    if (major != MAJOR) {
      throw new SessionException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "unsupported frontend protocol "
              + major
              + "."
              + askedMinor
              + ": server supports 3.0 to 3."
              + NEWEST_MINOR);
    }
    Map<String, String> parameters = parameters();
    List<String> unknownOptions = new ArrayList<>();
    for (String name : List.copyOf(parameters.keySet())) {
      if (name.startsWith("_pq_.")) {
        unknownOptions.add(name);
        parameters.remove(name);
      }
    }
    // Minor version 1 was never given out.
    minor = askedMinor >= NEWEST_MINOR ? NEWEST_MINOR : 0;
    if (askedMinor != minor || !unknownOptions.isEmpty()) {
      responses.negotiateProtocolVersion(MAJOR << 16 | minor, unknownOptions);
    }
    return request(parameters, clientAddress);
  }

  private Map<String, String> parameters() {
    Map<String, String> parameters = new HashMap<>();
    while (true) {
      String name = input.string();
      if (name.isEmpty()) {
        break;
      }
      parameters.put(name, input.string());
    }
    if (input.remaining() != 0) {
      throw Violation.fatal("invalid startup packet layout: expected terminator as last byte");
    }
    return parameters;
  }

  private static SessionRequest request(Map<String, String> parameters, String clientAddress) {
    String user = parameters.remove("user");
    if (user == null || user.isEmpty()) {
      throw new SessionException(
          SqlState.INVALID_AUTHORIZATION_SPECIFICATION,
          "no PostgreSQL user name specified in startup packet");
    }
    String database = parameters.remove("database");
    String replication = parameters.remove("replication");
    if (replication != null && !"false".equals(replication) && !"off".equals(replication)) {
      throw new SessionException(
          SqlState.FEATURE_NOT_SUPPORTED, "the replication protocol is not supported");
    }
    String options = parameters.remove("options");
    Map<String, String> settings = new HashMap<>();
    if (options != null) {
      settings.putAll(CommandLineOptions.settings(options));
    }
    settings.putAll(parameters);
    return new SessionRequest(
        user, database == null || database.isEmpty() ? user : database, clientAddress, settings);
  }
}
