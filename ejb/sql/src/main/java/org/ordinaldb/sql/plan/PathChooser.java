package org.ordinaldb.sql.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Picks among the ways to read a table. What depends on values or on sizes is left to the run: see
/// [org.ordinaldb.sql.execution.PathChoicePlan].
final class PathChooser {
  /// The most paths that a run compares.
  private static final int COMPARED_MAX = 4;

  private PathChooser() {}

  /// @param paths the clustering key's first
  /// @return the one path that is best whatever the values, or several
  static List<AccessPath> choose(List<AccessPath> paths, Request request) {
    AccessPath byKey = paths.getFirst();
    if (byKey.conditions().isPoints()) {
      return List.of(byKey);
    }
    List<AccessPath> indexes = paths.subList(1, paths.size());
    AccessPath certain = best(indexes.stream().filter(PathChooser::isCertain).toList());
    if (certain != null) {
      return List.of(certain);
    }
    if (!request.order().isEmpty()) {
      AccessPath inOrder = best(indexes.stream().filter(path -> sorts(path, request)).toList());
      boolean keyServes = byKey.direction() != 0 && byKey.isExact();
      if (inOrder != null && !keyServes) {
        return List.of(inOrder);
      }
      if (byKey.direction() != 0 && (keyServes || request.limited())) {
        return List.of(byKey);
      }
    }
    List<AccessPath> bounded = indexes.stream().filter(AccessPath::isBounded).toList();
    return bounded.isEmpty()
        ? List.of(unbounded(byKey, indexes, request))
        : compared(byKey, bounded);
  }

  private static boolean isCertain(AccessPath path) {
    return path.conditions().isPoints() && path.conditions().keys().size() == 1;
  }

  /// Whether the path spares a sort and reads no more than it has to.
  private static boolean sorts(AccessPath path, Request request) {
    return path.direction() != 0
        && path.isExact()
        && (path.isBounded() || path.covers() || request.limited());
  }

  /// An index that has no condition to answer serves an order, or all that is read of a wide table.
  private static AccessPath unbounded(AccessPath byKey, List<AccessPath> indexes, Request request) {
    if (request.order().isEmpty() || byKey.isBounded()) {
      return byKey;
    }
    AccessPath inOrder =
        best(
            indexes.stream()
                .filter(path -> path.direction() != 0 && (request.limited() || path.covers()))
                .toList());
    return inOrder == null ? byKey : inOrder;
  }

  private static List<AccessPath> compared(AccessPath byKey, List<AccessPath> bounded) {
    List<AccessPath> compared = new ArrayList<>(bounded);
    compared.sort(Comparator.comparing(AccessPath::promise).reversed());
    if (compared.size() >= COMPARED_MAX) {
      compared = compared.subList(0, COMPARED_MAX - 1);
    }
    AccessPath first = compared.getFirst();
    if (compared.size() == 1 && first.covers() && !byKey.isBounded()) {
      return compared;
    }
    List<AccessPath> all = new ArrayList<>(compared);
    all.add(byKey);
    return all;
  }

  private static @Nullable AccessPath best(List<AccessPath> paths) {
    return paths.stream().max(Comparator.comparing(AccessPath::promise)).orElse(null);
  }
}
