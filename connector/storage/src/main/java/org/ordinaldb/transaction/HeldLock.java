package org.ordinaldb.transaction;

/// A lock that a prepared transaction holds, as it stands in its record: the row with this key, or
/// the whole table when the key is empty.
public record HeldLock(int table, byte[] key, boolean exclusive) {}
