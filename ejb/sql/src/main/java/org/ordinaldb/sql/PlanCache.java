package org.ordinaldb.sql;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.type.SqlType;

/// Plans by statement text. Safe for use by many threads.
///
/// A plan is valid for the catalog object it was made with: catalogs are immutable, and one that a
/// transaction has changed but not committed is never in here.
final class PlanCache {
  /// What decides about a plan besides the catalog.
  ///
  /// @param sql the text, its literals lifted where that is sound
  /// @param types of the parameters, as far as the client said
  /// @param environment the settings that analysis depends on
  record Key(String sql, List<SqlType> types, String environment) {}

  /// The most plans of one text that differ in what they assume of its parameters.
  private static final int VARIANTS_MAX = 4;

  /// The newest first.
  private final Cache<Key, List<PlannedStatement>> plans;

  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();

  PlanCache(int plansMax) {
    plans = Caffeine.newBuilder().maximumSize(plansMax).executor(Runnable::run).build();
  }

  /// @param fits whether what a plan assumes is true
  @Nullable PlannedStatement get(Key key, Catalog catalog, Predicate<PlannedStatement> fits) {
    List<PlannedStatement> variants = plans.getIfPresent(key);
    if (variants != null) {
      for (PlannedStatement planned : variants) {
        if (planned.catalog() == catalog && fits.test(planned)) {
          hits.increment();
          return planned;
        }
      }
    }
    misses.increment();
    return null;
  }

  void put(Key key, PlannedStatement planned) {
    plans
        .asMap()
        .merge(
            key,
            List.of(planned),
            (old, added) ->
                Stream.concat(
                        added.stream(),
                        old.stream()
                            .filter(each -> each.catalog() == planned.catalog())
                            .filter(each -> !each.assumptions().equals(planned.assumptions())))
                    .limit(VARIANTS_MAX)
                    .toList());
  }

  long hits() {
    return hits.sum();
  }

  long misses() {
    return misses.sum();
  }
}
