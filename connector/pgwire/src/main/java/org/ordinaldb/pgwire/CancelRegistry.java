package org.ordinaldb.pgwire;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.ordinaldb.session.QuerySession;

/// Who may cancel which session: a CancelRequest comes on a connection of its own and shows the key
/// that the session's client was given. Safe for use by many threads.
public final class CancelRegistry {
  /// @param processId what PostgreSQL's clients call the session
  record Key(int processId, byte[] secret) {}

  private record Entry(byte[] secret, QuerySession session) {}

  private final ConcurrentMap<Integer, Entry> entries = new ConcurrentHashMap<>();
  private final AtomicInteger processIds = new AtomicInteger();
  private final SecureRandom random = new SecureRandom();

  Key newKey(int secretBytes) {
    byte[] secret = new byte[secretBytes];
    random.nextBytes(secret);
    return new Key(processIds.updateAndGet(id -> id == Integer.MAX_VALUE ? 1 : id + 1), secret);
  }

  void register(Key key, QuerySession session) {
    entries.put(key.processId(), new Entry(key.secret(), session));
  }

  void unregister(Key key) {
    entries.remove(key.processId());
  }

  /// Cancels what the session runs when the key is right. The caller learns nothing, right or wrong.
  void cancel(int processId, byte[] secret) {
    Entry entry = entries.get(processId);
    if (entry != null && MessageDigest.isEqual(entry.secret(), secret)) {
      entry.session().cancel();
    }
  }
}
