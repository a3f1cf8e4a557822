package org.ordinaldb.storage;

/// A transaction between the two phases of its commit, as `pg_prepared_xacts` shows it.
///
/// @param id its number among prepared transactions
/// @param preparedMicros when it was prepared, in microseconds since 1970
/// @param owner who prepared it
public record PreparedTransaction(long id, String globalId, long preparedMicros, String owner) {}
