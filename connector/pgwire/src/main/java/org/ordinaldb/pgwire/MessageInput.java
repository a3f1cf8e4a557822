package org.ordinaldb.pgwire;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.ordinaldb.error.SessionException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.StatementException;
import org.ordinaldb.format.Utf8;
import org.ordinaldb.type.ByteSink;

/// Reads the client's messages, one at a time, in place: a message's body stays in the buffer until
/// the next one is asked for. Owned by the connection's thread.
///
/// Memory grows with the bytes that arrive, not with the length that a client claims.
final class MessageInput {
  static final int END = -1;

  private static final int INITIAL_BYTES = 8 << 10;
  private static final int COPY_BYTES = 128 << 10;
  private static final int KEPT_BYTES_MAX = 1 << 20;
  private static final int STARTUP_BYTES_MAX = 10_000;

  private final PgTransport transport;
  private final InputStream in;
  private final MessageOutput output;

  private byte[] buffer = new byte[INITIAL_BYTES];

  /// The message's body is `buffer[at .. bodyEnd)`; bytes up to `end` have been read ahead.
  private int at;

  private int bodyEnd;
  private int end;

  private long deadlineNanos;
  private boolean hasDeadline;
  private int readTimeoutMillis;
  private boolean idleInBlock;

  MessageInput(PgTransport transport, MessageOutput output) throws IOException {
    this.transport = transport;
    this.in = transport.in();
    this.output = output;
  }

  /// The start-up messages must all arrive within this time; 0 is forever.
  void startupTimeoutMillis(int millis) {
    hasDeadline = millis > 0;
    deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /// From here on only single waits are limited.
  ///
  /// @param inBlock whether a transaction block is open: the error is another one then
  void idleTimeoutMillis(int millis, boolean inBlock) {
    idleInBlock = inBlock;
    if (hasDeadline || millis != readTimeoutMillis) {
      hasDeadline = false;
      setReadTimeout(millis);
    }
  }

  /// Makes room for long runs of CopyData.
  void widen() {
    if (buffer.length < COPY_BYTES) {
      buffer = Arrays.copyOf(buffer, COPY_BYTES);
    }
  }

  /// Reads a start-up message, which has no type; the body follows the length.
  ///
  /// @return false at the end of the stream
  boolean nextStartup() {
    dropBody();
    if (!fill(4)) {
      return false;
    }
    int length = (int) ByteSink.INT.get(buffer, at);
    if (length < 8 || length > STARTUP_BYTES_MAX) {
      throw Violation.fatal("invalid length of startup packet");
    }
    if (!fill(length)) {
      throw new ClientGoneException(null);
    }
    at += 4;
    bodyEnd = at + length - 4;
    return true;
  }

  /// Reads the next message.
  ///
  /// @return its type, or [#END]
  int next(int messageBytesMax) {
    dropBody();
    if (!fill(5)) {
      return END;
    }
    int type = buffer[at] & 0xff;
    int length = (int) ByteSink.INT.get(buffer, at + 1);
    if (!isKnown(type)) {
      throw Violation.fatal("invalid frontend message type " + type);
    }
    if (length < 4) {
      throw Violation.fatal("invalid message length");
    }
    if (length > messageBytesMax) {
      throw new SessionException(
          SqlState.PROGRAM_LIMIT_EXCEEDED,
          "message of " + length + " bytes exceeds the limit of " + messageBytesMax + " bytes");
    }
    if (!fill(length + 1)) {
      throw new ClientGoneException(null);
    }
    at += 5;
    bodyEnd = at + length - 4;
    return type;
  }

  private static boolean isKnown(int type) {
    return "QPBEDCHSXFdcfp".indexOf(type) >= 0;
  }

  private void dropBody() {
    at = bodyEnd;
    if (at == end) {
      at = 0;
      end = 0;
      if (buffer.length > KEPT_BYTES_MAX) {
        buffer = new byte[INITIAL_BYTES];
      }
    }
  }

  /// Reads until `byteCount` bytes from `at` on are there; false at the end of the stream.
  private boolean fill(int byteCount) {
    while (end - at < byteCount) {
      makeRoom(byteCount);
      output.beforeRead();
      int count = read();
      if (count < 0) {
        return false;
      }
      end += count;
    }
    bodyEnd = at;
    return true;
  }

  private void makeRoom(int byteCount) {
    if (at + byteCount <= buffer.length) {
      return;
    }
    if (at > 0) {
      System.arraycopy(buffer, at, buffer, 0, end - at);
      end -= at;
      at = 0;
    }
    if (end == buffer.length) {
      buffer = Arrays.copyOf(buffer, (int) Math.min(byteCount, 2L * buffer.length));
    }
  }

  private int read() {
    try {
      if (hasDeadline) {
        long leftNanos = deadlineNanos - System.nanoTime();
        setReadTimeout((int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(leftNanos)));
      }
      return in.read(buffer, end, buffer.length - end);
    } catch (SocketTimeoutException e) {
      throw timedOut(e);
    } catch (IOException e) {
      throw new ClientGoneException(e);
    }
  }

  private SessionException timedOut(SocketTimeoutException e) {
    if (hasDeadline) {
      return new SessionException(
          SqlState.QUERY_CANCELED, "canceling authentication due to timeout", e);
    }
    return idleInBlock
        ? new SessionException(
            SqlState.IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
            "terminating connection due to idle-in-transaction timeout",
            e)
        : new SessionException(
            SqlState.IDLE_SESSION_TIMEOUT, "terminating connection due to idle-session timeout", e);
  }

  private void setReadTimeout(int millis) {
    try {
      transport.readTimeoutMillis(millis);
      readTimeoutMillis = millis;
    } catch (IOException e) {
      throw new ClientGoneException(e);
    }
  }

  /// Ends the output, then reads and drops what the client still sends, so that closing does not reset
  /// the connection before the client has seen our last message.
  void drain(int millisMax) {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millisMax);
    try {
      transport.stopWriting();
      transport.readTimeoutMillis(millisMax);
      while (System.nanoTime() < until && in.read(buffer, 0, buffer.length) >= 0) {
        end = 0;
      }
    } catch (IOException e) {
      end = 0;
    }
  }

  /// The buffer that holds the body.
  byte[] data() {
    return buffer;
  }

  /// Index of the next unread byte of the body.
  int position() {
    return at;
  }

  int remaining() {
    return bodyEnd - at;
  }

  int int8() {
    need(1);
    return buffer[at++];
  }

  int int16() {
    need(2);
    int value = (short) ByteSink.SHORT.get(buffer, at);
    at += 2;
    return value;
  }

  int int32() {
    need(4);
    int value = (int) ByteSink.INT.get(buffer, at);
    at += 4;
    return value;
  }

  void skip(int byteCount) {
    need(byteCount);
    at += byteCount;
  }

  byte[] bytes(int byteCount) {
    need(byteCount);
    at += byteCount;
    return Arrays.copyOfRange(buffer, at - byteCount, at);
  }

  /// A string up to its zero byte, in UTF-8.
  String string() {
    for (int i = at; i < bodyEnd; i++) {
      if (buffer[i] == 0) {
        Utf8.check(buffer, at, i);
        String text = new String(buffer, at, i - at, StandardCharsets.UTF_8);
        at = i + 1;
        return text;
      }
    }
    throw Violation.inMessage("invalid string in message");
  }

  /// The message must have been read whole.
  void expectEnd() {
    if (at != bodyEnd) {
      throw Violation.inMessage("invalid message format");
    }
  }

  private void need(int byteCount) {
    if (byteCount < 0 || bodyEnd - at < byteCount) {
      throw new StatementException(
          SqlState.PROTOCOL_VIOLATION, "insufficient data left in message");
    }
  }
}
