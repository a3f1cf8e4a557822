package org.ordinaldb.transaction;

import java.util.Map;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;
import org.ordinaldb.catalog.Catalog;

/// Two readers hold snapshots, and share and close them, and a commit becomes visible: what a
/// compaction may fold is never newer than what a reader has open. Results: whether that held for
/// each reader, and whether nothing is left open in the end.
@JCStressTest
@State
@Outcome(id = "true, true, true", expect = Expect.ACCEPTABLE, desc = "The snapshots were safe.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A compaction may fold what a reader does not see.")
public class SnapshotsStress {
  private volatile DatabaseState current = state(1);
  private final Snapshots snapshots = new Snapshots(() -> current);

  private static DatabaseState state(long number) {
    return new DatabaseState(number, number, Catalog.EMPTY, Map.of());
  }

  @Actor
  public void oneReader(ZZZ_Result result) {
    result.r1 = isSafeWhileOpen();
  }

  @Actor
  public void otherReader(ZZZ_Result result) {
    current = state(2);
    result.r2 = isSafeWhileOpen();
  }

  private boolean isSafeWhileOpen() {
    Snapshot snapshot = snapshots.take();
    boolean safe = snapshots.oldestSequence() <= snapshot.commit();
    Snapshot twin = snapshot.share();
    snapshot.close();
    try (Snapshot foldable = snapshots.takeOldest()) {
      safe &= foldable.commit() <= twin.commit();
    }
    twin.close();
    return safe;
  }

  @Arbiter
  public void inTheEnd(ZZZ_Result result) {
    result.r3 = snapshots.oldestSequence() == 2;
  }
}
