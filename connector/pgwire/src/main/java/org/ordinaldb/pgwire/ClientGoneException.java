package org.ordinaldb.pgwire;

import org.jspecify.annotations.Nullable;

/// The client cannot be read or written any more: nobody is left to be told anything.
final class ClientGoneException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ClientGoneException(@Nullable Throwable cause) {
    super("client gone", cause, false, false);
  }
}
