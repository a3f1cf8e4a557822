package org.ordinaldb.transaction;

import java.util.List;
import java.util.Map;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.type.KeyCodec;

/// Two committers that read without a lock before and after: they see commits in their order, whole
/// or not at all, and their own for certain. Results: whether that held for each, and whether both
/// commits are there in the end.
@JCStressTest
@State
@Outcome(id = "true, true, true", expect = Expect.ACCEPTABLE, desc = "Whole and in order.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A commit without its rows, or one that went away.")
public class CommitSequenceStress {
  private static final int TABLE = 7;

  private final CommitSequence sequence =
      new CommitSequence(new DatabaseState(0, 0, Catalog.EMPTY, Map.of()), (entries, sync) -> {});

  private static CommitSequence.Request inserting(long key) {
    DeltaEditor own = DeltaTree.EMPTY.edit();
    own.put(new DeltaEntry(KeyCodec.encodeLong(key), new byte[] {1}, false, 0));
    TableWrites writes = new TableWrites(false, List.of(), own.build());
    return CommitSequence.Request.of(
        new CommitRecord(0, null, Map.of(TABLE, writes)), Journal.Sync.DEVICE, work -> {});
  }

  private static boolean isWhole(DatabaseState state) {
    DeltaTree delta = state.table(TABLE).delta();
    int found = 0;
    for (int i = 0; i < delta.size(); i++) {
      found += delta.get(delta.entry(i).key()) == null ? 0 : 1;
    }
    return found == state.commit() && found == delta.net();
  }

  private boolean commits(long key) {
    DatabaseState before = sequence.current();
    sequence.commit(inserting(key));
    DatabaseState after = sequence.current();
    return isWhole(before)
        && isWhole(after)
        && after.commit() > before.commit()
        && after.table(TABLE).delta().get(KeyCodec.encodeLong(key)) != null;
  }

  @Actor
  public void oneCommitter(ZZZ_Result result) {
    result.r1 = commits(1);
  }

  @Actor
  public void otherCommitter(ZZZ_Result result) {
    result.r2 = commits(2);
  }

  @Arbiter
  public void inTheEnd(ZZZ_Result result) {
    result.r3 = sequence.current().commit() == 2 && isWhole(sequence.current());
  }
}
