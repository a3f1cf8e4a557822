package org.ordinaldb.web;

/// A request that never reached the database because of what it is.
final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String title;
  private final String detail;

  ProblemException(int status, String title, String detail) {
    super(detail, null, false, false);
    this.status = status;
    this.title = title;
    this.detail = detail;
  }

  Problem problem() {
    return Problem.of(status, title, detail);
  }
}
