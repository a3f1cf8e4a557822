package org.ordinaldb.adapter.outbound;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.transaction.xa.Xid;
import org.jspecify.annotations.Nullable;

/// A branch of a distributed transaction, and the global id under which it is prepared:
///
///     format _ transaction in Base64 _ branch in Base64
///
/// That is at most 189 characters, and how PostgreSQL's JDBC driver writes it as well.
record BranchId(int format, byte[] transaction, byte[] branch) implements Xid {
  static BranchId of(Xid xid) {
    return new BranchId(xid.getFormatId(), xid.getGlobalTransactionId(), xid.getBranchQualifier());
  }

  /// Null when somebody else made the id up.
  static @Nullable BranchId parse(String globalId) {
    List<String> parts = Arrays.asList(globalId.split("_", -1));
    if (parts.size() != 3) {
      return null;
    }
    try {
      Base64.Decoder decoder = Base64.getDecoder();
      return new BranchId(
          Integer.parseInt(parts.get(0)),
          decoder.decode(parts.get(1)),
          decoder.decode(parts.get(2)));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  String globalId() {
    Base64.Encoder encoder = Base64.getEncoder();
    return format
        + "_"
        + encoder.encodeToString(transaction)
        + "_"
        + encoder.encodeToString(branch);
  }

  @Override
  public int getFormatId() {
    return format;
  }

  @Override
  public byte[] getGlobalTransactionId() {
    return transaction.clone();
  }

  @Override
  public byte[] getBranchQualifier() {
    return branch.clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof BranchId that
        && that.format == format
        && Arrays.equals(that.transaction, transaction)
        && Arrays.equals(that.branch, branch);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(transaction) + Arrays.hashCode(branch);
  }
}
