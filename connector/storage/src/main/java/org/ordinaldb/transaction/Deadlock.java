package org.ordinaldb.transaction;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.error.TransactionRollbackException;

/// Sessions that wait for each other in a circle: the first one's request is the newest, and each
/// waits for the next. Found and used under the lock manager's mutex.
final class Deadlock {
  private final List<LockRequest> circle;

  private Deadlock(List<LockRequest> circle) {
    this.circle = circle;
  }

  /// The circle that a request closes, or null.
  static @Nullable Deadlock find(LockRequest newest) {
    LockOwner start = newest.owner.session();
    Map<LockOwner, LockRequest> foundBy = new HashMap<>();
    ArrayDeque<LockRequest> open = new ArrayDeque<>();
    open.add(newest);
    while (!open.isEmpty() && !foundBy.containsKey(start)) {
      LockRequest request = open.remove();
      request.lock.forEachBlocker(
          request,
          blocker -> {
            LockRequest next = blocker.session().waiting;
            if (next != null && foundBy.putIfAbsent(blocker.session(), request) == null) {
              open.add(next);
            }
          });
    }
    return foundBy.containsKey(start) ? new Deadlock(path(start, foundBy)) : null;
  }

  private static List<LockRequest> path(LockOwner start, Map<LockOwner, LockRequest> foundBy) {
    List<LockRequest> path = new ArrayList<>();
    LockOwner at = start;
    do {
      LockRequest before = Objects.requireNonNull(foundBy.get(at));
      path.add(before);
      at = before.owner.session();
    } while (at != start);
    Collections.reverse(path);
    return path;
  }

  /// Opens the circle by letting one of it pass another that it waits for only because that one asked
  /// first, when this closes no other circle.
  ///
  /// @return the lock whose queue has changed, or null when there is no such request
  @Nullable Lock openByOvertaking() {
    for (int i = 0; i < circle.size(); i++) {
      LockRequest later = circle.get(i);
      LockRequest earlier = circle.get((i + 1) % circle.size());
      Lock lock = later.lock;
      if (lock.isOnlyQueuedBehind(later, earlier)) {
        int place = lock.moveTo(later, lock.requests().indexOf(earlier));
        if (find(circle.getFirst()) == null && find(later) == null && find(earlier) == null) {
          return lock;
        }
        lock.moveTo(later, place);
      }
    }
    return null;
  }

  TransactionRollbackException error() {
    StringBuilder detail = new StringBuilder();
    for (int i = 0; i < circle.size(); i++) {
      LockRequest request = circle.get(i);
      LockRequest blocker = circle.get((i + 1) % circle.size());
      LockListing wanted = LockListing.of(request);
      detail
          .append(i == 0 ? "" : "\n")
          .append("Process ")
          .append(wanted.backend())
          .append(" waits for ")
          .append(request.mode.lockName())
          .append(" on ")
          .append(wanted.description())
          .append("; blocked by process ")
          .append(blocker.owner.session().backend)
          .append('.');
    }
    TransactionRollbackException error =
        new TransactionRollbackException(SqlState.DEADLOCK_DETECTED, "deadlock detected");
    error.detail(detail.toString()).hint("See server log for query details.");
    return error;
  }
}
