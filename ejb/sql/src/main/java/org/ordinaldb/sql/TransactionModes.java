package org.ordinaldb.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.sql.parser.Utility.TransactionMode;
import org.ordinaldb.transaction.IsolationLevel;

/// What BEGIN or SET TRANSACTION says about a transaction; null for what it leaves as it is.
record TransactionModes(
    @Nullable IsolationLevel isolation, @Nullable Boolean readOnly, @Nullable Boolean deferrable) {
  /// The last of each kind counts.
  static TransactionModes of(List<TransactionMode> modes) {
    TransactionModes all = new TransactionModes(null, null, null);
    for (TransactionMode mode : modes) {
      all =
          switch (mode) {
            case READ_COMMITTED -> all.with(IsolationLevel.READ_COMMITTED);
            case REPEATABLE_READ -> all.with(IsolationLevel.REPEATABLE_READ);
            case SERIALIZABLE -> all.with(IsolationLevel.SERIALIZABLE);
            case READ_ONLY -> new TransactionModes(all.isolation, true, all.deferrable);
            case READ_WRITE -> new TransactionModes(all.isolation, false, all.deferrable);
            case DEFERRABLE -> new TransactionModes(all.isolation, all.readOnly, true);
            case NOT_DEFERRABLE -> new TransactionModes(all.isolation, all.readOnly, false);
          };
    }
    return all;
  }

  private TransactionModes with(IsolationLevel level) {
    return new TransactionModes(level, readOnly, deferrable);
  }

  IsolationLevel isolationOr(IsolationLevel otherwise) {
    return isolation == null ? otherwise : isolation;
  }

  boolean readOnlyOr(boolean otherwise) {
    return readOnly == null ? otherwise : readOnly;
  }

  boolean deferrableOr(boolean otherwise) {
    return deferrable == null ? otherwise : deferrable;
  }
}
