package org.ordinaldb.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.ordinaldb.Seeds;

class DeltaTreeFuzzTest {
  private final long seed = Seeds.next("DeltaTreeFuzzTest");
  private final Random random = new Random(seed);

  @Test
  void everyVersionKeepsWhatASortedMapHeldWhenItWasMade() {
    TreeMap<byte[], DeltaEntry> model = new TreeMap<>(Arrays::compareUnsigned);
    List<DeltaTree> versions = new ArrayList<>();
    List<TreeMap<byte[], DeltaEntry>> models = new ArrayList<>();
    DeltaTree tree = DeltaTree.EMPTY;
    for (int round = 0; round < 60; round++) {
      DeltaEditor editor = tree.edit();
      for (int i = random.nextInt(400); i >= 0; i--) {
        DeltaEntry entry = entry(round + 1);
        editor.put(entry);
        model.put(entry.key(), entry);
      }
      tree = editor.build();
      versions.add(tree);
      models.add(new TreeMap<>(model));
    }
    for (int i = 0; i < versions.size(); i++) {
      assertSame(versions.get(i), models.get(i));
    }
  }

  @Test
  void ascendingKeysFillLeavesAndStayCounted() {
    DeltaEditor editor = DeltaTree.EMPTY.edit();
    for (int i = 0; i < 10_000; i++) {
      editor.put(new DeltaEntry(key(i), new byte[0], i % 3 == 0, 1));
    }
    DeltaTree tree = editor.build();
    assertThat(tree.size()).isEqualTo(10_000);
    assertThat(tree.indexOf(key(7_777))).isEqualTo(7_777);
    assertThat(tree.netBefore(9_000)).isEqualTo(6_000);
  }

  @Test
  void keysThatTheTreeHasNotAreHardlyEverWalkedFor() {
    KeyFilter filter = KeyFilter.roomFor(10_000);
    for (int i = 0; i < filter.capacity(); i++) {
      filter.add(key(i));
    }
    int held = 0;
    int inVain = 0;
    for (int i = 0; i < filter.capacity(); i++) {
      held += filter.mayHold(key(i), 0, 8) ? 1 : 0;
      inVain += filter.mayHold(key(-1 - i), 0, 8) ? 1 : 0;
    }
    assertThat(held).isEqualTo(filter.capacity());
    assertThat(inVain).isLessThan(filter.capacity() / 50);
  }

  @Test
  void viewsOfATransactionLeaveTheCommittedTreeAsQuickAsItWas() {
    DeltaEditor editor = DeltaTree.EMPTY.edit();
    for (int i = 0; i < 1_000; i++) {
      editor.put(new DeltaEntry(key(i), new byte[0], false, 1));
    }
    DeltaTree committed = editor.build();
    for (int i = 1_000; i < 100_000; i += 100) {
      DeltaTree view = committed.overlaidBy(tree(new DeltaEntry(key(i), new byte[1], false, 0)), 0);
      assertThat(view.get(key(i))).isNotNull();
    }
    int inVain = 0;
    for (int i = 1_000; i < 100_000; i++) {
      assertThat(committed.get(key(i))).isNull();
      inVain += committed.mayHold(key(i)) ? 1 : 0;
    }
    assertThat(inVain).isLessThan(5_000);
  }

  @Test
  void whatIsNewerThanAFoldStandsAboveTheFoldedRows() {
    DeltaTree folded =
        DeltaTree.EMPTY.overlaidBy(
            tree(new DeltaEntry(key(1), new byte[1], false, 0), deleted(key(2), true)), 5);
    DeltaTree later =
        folded.overlaidBy(
            tree(deleted(key(1), true), new DeltaEntry(key(2), new byte[1], false, 0)), 6);

    DeltaTree rest = above(new Fold(folded, 5, EVERYTHING), later);

    assertThat(rest.size()).isEqualTo(2);
    assertThat(rest.net()).as("one row gone, one come").isZero();
    assertThat(rest.entry(0).inBase()).isTrue();
    assertThat(rest.entry(1).inBase()).isFalse();
    assertThat(above(new Fold(later, 6, EVERYTHING), later).isEmpty()).isTrue();
  }

  @Test
  void whatAFoldLeavesOutStaysAsItWas() {
    DeltaTree before =
        DeltaTree.EMPTY.overlaidBy(
            tree(
                new DeltaEntry(key(1), new byte[1], false, 0),
                new DeltaEntry(key(5), new byte[1], false, 0),
                deleted(key(9), true)),
            5);
    DeltaTree later = before.overlaidBy(tree(deleted(key(1), true), deleted(key(5), true)), 6);
    Fold fold = new Fold(before, 5, List.of(new Fold.Range(key(3), key(7))));

    DeltaTree rest = above(fold, later);

    assertThat(fold.rest().size()).isEqualTo(2);
    assertThat(rest.size()).isEqualTo(3);
    assertThat(rest.entry(0).inBase()).as("1 was never in a segment").isFalse();
    assertThat(rest.entry(1).inBase()).as("5 is in one now").isTrue();
    assertThat(rest.entry(2)).isSameAs(later.entry(2));
  }

  private static final List<Fold.Range> EVERYTHING = List.of(new Fold.Range(new byte[0], null));

  private static DeltaTree above(Fold fold, DeltaTree newer) {
    DeltaEditor editor = fold.rest().edit();
    fold.copyNewer(newer, fold.through(), editor);
    return editor.build();
  }

  private static DeltaTree tree(DeltaEntry... entries) {
    DeltaEditor editor = DeltaTree.EMPTY.edit();
    for (DeltaEntry entry : entries) {
      editor.put(entry);
    }
    return editor.build();
  }

  private static DeltaEntry deleted(byte[] key, boolean inBase) {
    return new DeltaEntry(key, null, inBase, 0);
  }

  private DeltaEntry entry(long commit) {
    byte[] key =
        random.nextBoolean()
            ? key(random.nextInt(5_000))
            : Integer.toString(random.nextInt(5_000), 2 + random.nextInt(3)).getBytes(US_ASCII);
    byte[] row = random.nextInt(3) == 0 ? null : new byte[] {1};
    return new DeltaEntry(key, row, random.nextBoolean(), commit);
  }

  private static final java.nio.charset.Charset US_ASCII =
      java.nio.charset.StandardCharsets.US_ASCII;

  private static byte[] key(long value) {
    return org.ordinaldb.type.KeyCodec.encodeLong(value);
  }

  private void assertSame(DeltaTree tree, TreeMap<byte[], DeltaEntry> model) {
    assertThat(tree.size()).as("seed %d", seed).isEqualTo(model.size());
    DeltaCursor up = tree.cursor(0, tree.size());
    DeltaCursor down = tree.cursor(0, tree.size());
    int index = 0;
    int net = 0;
    for (Map.Entry<byte[], DeltaEntry> expected : model.entrySet()) {
      assertThat(up.next()).as("seed %d", seed).isSameAs(expected.getValue());
      assertThat(tree.get(expected.getKey())).isSameAs(expected.getValue());
      assertThat(tree.entry(index)).isSameAs(expected.getValue());
      assertThat(tree.indexOf(expected.getKey())).isEqualTo(index);
      assertThat(tree.netBefore(index)).as("seed %d", seed).isEqualTo(net);
      net += expected.getValue().net();
      index++;
    }
    assertThat(up.next()).isNull();
    assertThat(tree.net()).as("seed %d", seed).isEqualTo(net);
    for (DeltaEntry expected : model.descendingMap().values()) {
      assertThat(down.previous()).isSameAs(expected);
    }
    for (int i = 0; i < 200; i++) {
      byte[] probe = entry(0).key();
      assertThat(tree.indexOf(probe)).as("seed %d", seed).isEqualTo(model.headMap(probe).size());
      assertThat(tree.get(probe)).isSameAs(model.get(probe));
    }
  }
}
