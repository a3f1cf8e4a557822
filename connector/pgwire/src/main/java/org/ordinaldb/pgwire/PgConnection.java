package org.ordinaldb.pgwire;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.InternalException;
import org.ordinaldb.error.ResourceException;
import org.ordinaldb.error.SessionException;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.session.QuerySession;
import org.ordinaldb.session.SessionRequest;

/// Speaks the protocol with one client, from the first byte to the last, on the thread that calls
/// [#run()]. No lock is held while it reads or writes.
///
/// - An error fails what caused it and the conversation goes on; errors of the class
///   [SessionException], a query's cancelling excepted, end it.
/// - After an error in the extended protocol everything up to the next Sync is skipped.
/// - However it ends, the session is closed: what was open is rolled back.
public final class PgConnection {
  private static final Logger LOGGER = System.getLogger(PgConnection.class.getName());
  private static final int SECRET_BYTES = 4;
  private static final int LONG_SECRET_BYTES = 32;
  private static final int GOODBYE_MILLIS = 1000;

  private final PgTransport transport;
  private final PgService service;
  private final boolean overLimit;
  private final MessageOutput output;
  private final MessageInput input;
  private final Responses responses;
  private volatile boolean terminating;
  private volatile @Nullable QuerySession cancellable;

  /// @param overLimit whether the client is to be told that there are too many already
  public PgConnection(PgTransport transport, PgService service, boolean overLimit)
      throws IOException {
    this.transport = transport;
    this.service = service;
    this.overLimit = overLimit;
    this.output = new MessageOutput(transport.out(), service.buffers());
    this.input = new MessageInput(transport, output);
    this.responses = new Responses(output);
  }

  /// Converses until the client goes, is sent away or [#terminate()] is called; closes the transport.
  public void run() {
    try {
      converse();
    } catch (ClientGoneException e) {
      LOGGER.log(Level.DEBUG, "event=client-gone client={0}", transport.clientAddress());
    } finally {
      closeTransport();
    }
  }

  /// Asks the connection to end after what it is doing now. Called by any thread.
  public void terminate() {
    terminating = true;
    try {
      transport.stopReading();
    } catch (IOException e) {
      LOGGER.log(Level.DEBUG, "event=stop-reading client={0}", transport.clientAddress(), e);
    }
  }

  /// Cancels the statement that is running now, if any. Called by any thread.
  public void cancel() {
    QuerySession session = cancellable;
    if (session != null) {
      session.cancel();
    }
  }

  private void closeTransport() {
    try {
      transport.close();
    } catch (IOException e) {
      LOGGER.log(Level.DEBUG, "event=close client={0}", transport.clientAddress(), e);
    }
  }

  private void converse() {
    try {
      Startup startup = new Startup(input, output, responses, service.cancels());
      input.startupTimeoutMillis(service.limits().startupTimeoutMillis());
      SessionRequest request = startup.read(transport.clientAddress());
      if (request != null) {
        admit(request);
        serve(request, startup.minor());
      }
    } catch (SqlException e) {
      sayGoodbye(e);
    } catch (ClientGoneException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      sayGoodbye(internal(e));
    }
  }

  private void admit(SessionRequest request) {
    if (overLimit) {
      throw new ResourceException(SqlState.TOO_MANY_CONNECTIONS, "sorry, too many clients already");
    }
    if (!transport.isLocal() && !service.limits().trustsRemote()) {
      throw new SessionException(
          SqlState.INVALID_AUTHORIZATION_SPECIFICATION,
          "no entry lets in host "
              + transport.clientAddress()
              + ", user \""
              + request.user()
              + "\": only clients on the server's own machine are trusted");
    }
  }

  private void serve(SessionRequest request, int minor) {
    responses.authenticationOk();
    try (ClientSession client = new ClientSession(service.sessions(), request, responses)) {
      int secretBytes = minor >= 2 ? LONG_SECRET_BYTES : SECRET_BYTES;
      CancelRegistry.Key key = service.cancels().register(client.session(), secretBytes);
      cancellable = client.session();
      try {
        responses.backendKeyData(key);
        new Conversation(client, input, output, responses, service.limits()).run();
      } finally {
        cancellable = null;
        service.cancels().unregister(key);
      }
      if (terminating) {
        throw new SessionException(
            SqlState.ADMIN_SHUTDOWN, "terminating connection due to administrator command");
      }
    }
  }

  private void sayGoodbye(SqlException e) {
    responses.error(e, true);
    output.flush();
    input.drain(GOODBYE_MILLIS);
  }

  /// What an unforeseen failure is to the client.
  static SqlException internal(Throwable failure) {
    return switch (failure) {
      case StackOverflowError e ->
          new StatementException(SqlState.STATEMENT_TOO_COMPLEX, "stack depth limit exceeded", e);
      case OutOfMemoryError e -> new ResourceException(SqlState.OUT_OF_MEMORY, "out of memory", e);
      default -> {
        LOGGER.log(Level.ERROR, "event=internal-error", failure);
        yield new InternalException(SqlState.INTERNAL_ERROR, "internal error: " + failure, failure);
      }
    };
  }
}
