package org.ordinaldb.bench;

/// A database under measurement, with one connection. Owned by one thread.
interface Peer extends AutoCloseable {
  String name();

  /// Creates the table of [Payments] and loads so many rows, durably, by the fastest way that the
  /// database offers to a client.
  void load(int rows) throws Exception;

  /// Runs a query, reads all its rows, and gives the first column of the last one (0 when none).
  long query(String sql) throws Exception;

  /// `SELECT amount FROM payments WHERE id = ?`, prepared once.
  long amount(long id) throws Exception;

  @Override
  void close() throws Exception;
}
