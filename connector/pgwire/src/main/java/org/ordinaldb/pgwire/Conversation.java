package org.ordinaldb.pgwire;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.ordinaldb.error.InternalException;
import org.ordinaldb.error.SessionException;
import org.ordinaldb.error.SqlException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.session.QuerySession;
import org.ordinaldb.session.TransactionStatus;

/// The messages of an open session, one after the other. Owned by the connection's thread.
final class Conversation {
  private static final Logger LOGGER = System.getLogger(Conversation.class.getName());

  private final QuerySession session;
  private final MessageInput input;
  private final MessageOutput output;
  private final Responses responses;
  private final PgLimits limits;
  private final SimpleQuery simple;
  private final ExtendedQuery extended;
  private boolean skippingToSync;

  Conversation(
      ClientSession client,
      MessageInput input,
      MessageOutput output,
      Responses responses,
      PgLimits limits) {
    this.session = client.session();
    this.input = input;
    this.output = output;
    this.responses = responses;
    this.limits = limits;
    CopyTransfer copy = new CopyTransfer(input, output, responses, limits);
    this.simple = new SimpleQuery(client, output, responses, copy);
    this.extended = new ExtendedQuery(client, input, output, responses, copy);
  }

  /// Returns when the client says goodbye or goes; throws what ends the connection.
  void run() {
    ready();
    while (true) {
      limitIdling();
      int type = input.next(limits.messageBytesMax());
      if (type == MessageInput.END || type == 'X') {
        extended.closePortals();
        return;
      }
      if (!skippingToSync || type == 'S') {
        answer(type);
      }
    }
  }

  /// The shorter of the server's and the session's patience counts.
  private void limitIdling() {
    long wanted = session.idleTimeoutMillis();
    int limit = limits.idleTimeoutMillis();
    if (wanted > 0 && (limit == 0 || wanted < limit)) {
      boolean inBlock = session.transactionStatus() != TransactionStatus.IDLE;
      input.idleTimeoutMillis((int) Math.min(wanted, Integer.MAX_VALUE), inBlock);
    } else {
      input.idleTimeoutMillis(limit, false);
    }
  }

  private void answer(int type) {
    try {
      dispatch(type);
    } catch (SqlException e) {
      failed(type, e);
    } catch (ClientGoneException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      failed(type, PgConnection.internal(e));
    }
  }

  private void dispatch(int type) {
    switch (type) {
      case 'Q' -> query();
      case 'P' -> extended.parse();
      case 'B' -> extended.bind();
      case 'D' -> extended.describe();
      case 'E' -> extended.execute();
      case 'C' -> extended.close();
      case 'H' -> output.expectAnswer();
      case 'S' -> sync();
      case 'F' ->
          throw new StatementException(
              SqlState.FEATURE_NOT_SUPPORTED, "the function call protocol is not supported");
      // What is left of a COPY that failed.
      case 'd', 'c', 'f' -> {}
      default -> throw Violation.fatal("invalid frontend message type " + type);
    }
  }

  private void query() {
    String script = input.string();
    input.expectEnd();
    extended.dropUnnamed();
    extended.commandDone(simple.run(script));
    extended.closePortalsOutsideBlock();
    ready();
  }

  private void sync() {
    skippingToSync = false;
    extended.closePortalsOutsideBlock();
    session.sync();
    ready();
  }

  private void ready() {
    responses.readyForQuery(session.transactionStatus());
  }

  /// Tells the client and brings session and protocol to a point where both can go on.
  private void failed(int type, SqlException error) {
    if (isFatal(error)) {
      throw error;
    }
    if (error instanceof InternalException && error.getCause() == null) {
      LOGGER.log(Level.ERROR, "event=internal-error", error);
    }
    responses.error(error, false);
    session.fail();
    extended.closeFailedPortals();
    switch (type) {
      case 'Q', 'S', 'F' -> ready();
      default -> skippingToSync = true;
    }
  }

  private static boolean isFatal(SqlException error) {
    return error instanceof SessionException && error.state() != SqlState.QUERY_CANCELED;
  }
}
