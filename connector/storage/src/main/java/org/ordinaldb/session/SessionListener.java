package org.ordinaldb.session;

/// What a session tells its client besides results. Called on the thread that runs the statement.
public interface SessionListener {
  /// A warning or notice that belongs to the running statement.
  void notice(Notice notice);

  /// A reported run-time parameter (`TimeZone`, `DateStyle`, ...) has a new value. Also called for
  /// every reported parameter while the session opens.
  void parameterChanged(String name, String value);

  /// Ignores everything.
  SessionListener NONE =
      new SessionListener() {
        @Override
        public void notice(Notice notice) {}

        @Override
        public void parameterChanged(String name, String value) {}
      };
}
