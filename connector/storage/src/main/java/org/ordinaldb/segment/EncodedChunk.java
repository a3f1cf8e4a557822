package org.ordinaldb.segment;

/// A chunk ready to be stored, and the least and the greatest of its values that are not null: longs
/// as they are, doubles as their bits. Columns of bytes have none (both 0). A chunk of nulls only has
/// its minimum above its maximum.
record EncodedChunk(byte[] bytes, long minimum, long maximum) {}
