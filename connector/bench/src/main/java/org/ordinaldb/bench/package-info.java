/// Measures Ordinal against its alternatives; never shipped. Read
/// [org.ordinaldb.bench.LookupBenchmark] for the learned index and
/// [org.ordinaldb.bench.PeerBenchmark] for whole databases; the README says how to run them.
@NullMarked
package org.ordinaldb.bench;

import org.jspecify.annotations.NullMarked;
