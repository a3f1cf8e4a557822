package org.ordinaldb.storage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ordinaldb.transaction.TableState;

/// Which units of which tables a pass writes anew. The others' changes stay in the delta, and the
/// manifest takes them along, so that the log can be trimmed all the same. Immutable.
///
/// - A unit pays when a twentieth of its rows changed: else one changed row would rewrite a million.
/// - What is not written anew is written to every manifest, so it is bounded: beyond the bound the
///   units with most changes for their rows are taken until half of it is left.
/// - A pass writes so many rows at the most, or one unit: old segments stay until it is over, so this
///   bounds the space that it takes.
///
/// @param units every unit, by table
/// @param written those of them to be written anew, by identity
/// @param left how many changed units were left for the next pass because of that
record CompactionPlan(
    Map<Integer, List<CompactionUnit>> units, Set<CompactionUnit> written, int left) {
  private static final int PAYS = 20;

  /// What pays.
  ///
  /// @param rowsMax rows to write at the most
  /// @param restBytesMax how much may be left in the delta; with 0 all that is changed pays
  static CompactionPlan of(
      Map<Integer, TableState> tables, int segmentRows, long rowsMax, long restBytesMax) {
    Map<Integer, List<CompactionUnit>> units = units(tables, segmentRows);
    List<CompactionUnit> candidates = dirty(units);
    candidates.sort(Comparator.comparingDouble(CompactionUnit::density).reversed());
    long restBytes = 0;
    for (CompactionUnit unit : candidates) {
      restBytes += unit.deltaBytes();
    }
    boolean pressed = restBytes > restBytesMax;
    Set<CompactionUnit> written = identitySet();
    long rows = 0;
    for (CompactionUnit unit : candidates) {
      if (unit.density() * PAYS < 1 && !(pressed && restBytes > restBytesMax / 2)) {
        break;
      }
      if (rows > 0 && rows + unit.rows() > rowsMax) {
        return new CompactionPlan(units, written, candidates.size() - written.size());
      }
      written.add(unit);
      rows += unit.rows();
      restBytes -= unit.deltaBytes();
    }
    return new CompactionPlan(units, written, 0);
  }

  private static Map<Integer, List<CompactionUnit>> units(
      Map<Integer, TableState> tables, int segmentRows) {
    Map<Integer, List<CompactionUnit>> units = new HashMap<>();
    tables.forEach((table, state) -> units.put(table, CompactionUnit.of(state, segmentRows)));
    return units;
  }

  private static List<CompactionUnit> dirty(Map<Integer, List<CompactionUnit>> units) {
    List<CompactionUnit> dirty = new ArrayList<>();
    units.values().forEach(all -> all.stream().filter(CompactionUnit::dirty).forEach(dirty::add));
    return dirty;
  }

  private static Set<CompactionUnit> identitySet() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }
}
