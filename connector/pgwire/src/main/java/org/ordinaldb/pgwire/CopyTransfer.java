package org.ordinaldb.pgwire;

import java.util.Locale;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.session.Execution;

/// The data of COPY, both ways. Owned by the connection's thread.
final class CopyTransfer {
  private final MessageInput input;
  private final MessageOutput output;
  private final Responses responses;
  private final PgLimits limits;

  CopyTransfer(MessageInput input, MessageOutput output, Responses responses, PgLimits limits) {
    this.input = input;
    this.output = output;
    this.responses = responses;
    this.limits = limits;
  }

  /// Takes the client's data to its end.
  ///
  /// @return the command tag
  String receive(Execution.CopyIn copy) {
    responses.copyResponse('G', copy.columnCount());
    output.flush();
    input.widen();
    while (true) {
      int type = input.next(limits.messageBytesMax());
      switch (type) {
        case 'd' -> copy.write(input.data(), input.position(), input.remaining());
        case 'c' -> {
          return copy.finish();
        }
        case 'f' ->
            throw new StatementException(
                SqlState.QUERY_CANCELED, "COPY from stdin failed: " + input.string());
        // Clients that do not know that COPY has begun may flush and sync before they send data.
        case 'H', 'S' -> {}
        case MessageInput.END -> throw new ClientGoneException(null);
        default ->
            throw Violation.fatal(
                String.format(
                    Locale.ROOT, "unexpected message type 0x%02X during COPY from stdin", type));
      }
    }
  }

  /// @return the command tag
  String send(Execution.CopyOut copy) {
    responses.copyResponse('H', copy.columnCount());
    for (byte[] data = copy.next(); data != null; data = copy.next()) {
      responses.copyData(data);
    }
    output.empty('c');
    return copy.commandTag();
  }
}
