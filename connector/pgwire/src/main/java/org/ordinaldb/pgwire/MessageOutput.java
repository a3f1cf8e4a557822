package org.ordinaldb.pgwire;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.type.ByteSink;

/// Collects messages for the client and sends them in large pieces: when enough has come together,
/// and before the connection waits for a client that expects an answer. Owned by the connection's
/// thread.
final class MessageOutput {
  private static final int FLUSH_BYTES = 64 << 10;

  private final OutputStream out;
  private final BufferPool buffers;
  private @Nullable ByteSink sink;
  private int lengthAt;
  private boolean answerExpected;

  MessageOutput(OutputStream out, BufferPool buffers) {
    this.out = out;
    this.buffers = buffers;
  }

  /// The buffer to put a message's fields into, between [#begin] and [#end].
  ByteSink sink() {
    ByteSink current = sink;
    if (current == null) {
      current = buffers.take();
      sink = current;
    }
    return current;
  }

  ByteSink begin(char type) {
    ByteSink to = sink();
    to.putByte((byte) type);
    lengthAt = to.size();
    to.putInt(0);
    return to;
  }

  void end() {
    ByteSink to = sink();
    to.setInt(lengthAt, to.size() - lengthAt);
    if (to.size() >= FLUSH_BYTES) {
      send(to);
    }
  }

  /// Takes back the message that was begun last and not ended.
  void takeBack(int sizeBefore) {
    sink().truncate(sizeBefore);
  }

  void empty(char type) {
    begin(type);
    end();
  }

  static void string(ByteSink to, String text) {
    to.putBytes(text.getBytes(StandardCharsets.UTF_8));
    to.putByte((byte) 0);
  }

  /// The client waits for what has been written so far, so it goes out before the next wait. While
  /// more requests are at hand already, their answers travel together.
  void expectAnswer() {
    answerExpected = true;
  }

  /// Called before every read that may wait.
  void beforeRead() {
    if (answerExpected) {
      flush();
    }
  }

  /// Sends everything and gives the buffer back.
  void flush() {
    answerExpected = false;
    ByteSink current = sink;
    if (current != null) {
      if (current.size() > 0) {
        send(current);
      }
      sink = null;
      buffers.give(current);
    }
  }

  private void send(ByteSink from) {
    try {
      out.write(from.data(), 0, from.size());
      from.clear();
    } catch (IOException e) {
      throw new ClientGoneException(e);
    }
  }
}
