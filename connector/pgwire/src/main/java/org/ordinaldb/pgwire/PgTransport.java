package org.ordinaldb.pgwire;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// The two streams to one client. Used by the connection's thread, except for [#stopReading()] and
/// [#close()], which any thread may call.
public interface PgTransport extends Closeable {
  InputStream in() throws IOException;

  OutputStream out() throws IOException;

  /// Reads that last longer throw [java.net.SocketTimeoutException]; 0 is forever.
  void readTimeoutMillis(int millis) throws IOException;

  /// The client's address for listings.
  String clientAddress();

  /// Whether the client is on this machine, which is what trust authentication asks for.
  boolean isLocal();

  /// Makes present and later reads find the end of the stream, so that the connection's own thread
  /// can say goodbye.
  void stopReading() throws IOException;

  /// Tells the client that nothing more will come; it can still be read.
  void stopWriting() throws IOException;
}
