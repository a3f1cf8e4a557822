package org.ordinaldb.sql.execution;

/// What one holder has taken of a statement's memory.
final class MemoryCharge {
  private final MemoryBudget budget;
  private long charged;

  MemoryCharge(MemoryBudget budget) {
    this.budget = budget;
  }

  /// Says how much is held now.
  void set(long bytes) {
    if (bytes > charged) {
      budget.charge(bytes - charged);
    } else {
      budget.release(charged - bytes);
    }
    charged = bytes;
  }
}
