package org.ordinaldb.storage;

/// A place between two rows of a [TableView]: how many rows of each run and how many entries of the
/// overlay stand before it.
record Cut(long[] positions, int entries) {}
