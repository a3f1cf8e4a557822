package org.ordinaldb.pgwire;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.ordinaldb.session.QuerySession;

/// Who may cancel which session: a CancelRequest comes on a connection of its own and shows the key
/// that the session's client was given. Safe for use by many threads.
public final class CancelRegistry {
  /// @param processId by which the session is known, to PostgreSQL's clients that of a process
  record Key(int processId, byte[] secret) {}

  private record Entry(byte[] secret, QuerySession session) {}

  private final ConcurrentMap<Integer, Entry> entries = new ConcurrentHashMap<>();
  private final SecureRandom random = new SecureRandom();

  /// Makes the key of a session.
  Key register(QuerySession session, int secretBytes) {
    byte[] secret = new byte[secretBytes];
    random.nextBytes(secret);
    entries.put(session.backendId(), new Entry(secret, session));
    return new Key(session.backendId(), secret);
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
