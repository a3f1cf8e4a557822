package org.ordinaldb.storage;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.ordinaldb.error.CancelToken;

/// The calls of a session, one at a time: whoever closes the engine waits for the one that is under
/// way, and none begins when the session is told to stop. Owned by the session's thread, but anybody
/// may ask [#underWay()] and use the cancel token.
final class SessionCalls {
  final CancelToken cancel = new CancelToken();

  /// Set before the cancel token is read, by a fence; when it is cleared nothing has to be read after.
  private final AtomicBoolean busy = new AtomicBoolean();

  /// Marks the start of a call; 57014 or 57P01 when the session is told to stop.
  void enter() {
    busy.set(true);
    if (cancel.isCancelled()) {
      busy.setRelease(false);
      cancel.check();
    }
  }

  /// Marks the end of a call.
  void leave() {
    busy.setRelease(false);
  }

  void run(Runnable call) {
    enter();
    try {
      call.run();
    } finally {
      leave();
    }
  }

  boolean ask(BooleanSupplier call) {
    enter();
    try {
      return call.getAsBoolean();
    } finally {
      leave();
    }
  }

  boolean underWay() {
    return busy.get();
  }
}
