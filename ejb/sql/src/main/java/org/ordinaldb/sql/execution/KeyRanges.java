package org.ordinaldb.sql.execution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.sql.expression.EvaluationContext;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.sql.expression.LikePattern;
import org.ordinaldb.storage.KeyRange;
import org.ordinaldb.type.ByteSink;
import org.ordinaldb.type.BytesVector;
import org.ordinaldb.type.KeyCodec;
import org.ordinaldb.type.Vector;

/// Turns [KeyBounds] into the disjoint, ascending byte ranges that the storage asks for.
public final class KeyRanges {
  private static final Comparator<KeyRange> BY_START =
      (a, b) -> Arrays.compareUnsigned(a.from(), b.from());

  private final KeyCodec codec;
  private final EvaluationContext context;

  public KeyRanges(KeyCodec codec, EvaluationContext context) {
    this.codec = codec;
    this.context = context;
  }

  /// The union of the alternatives; no alternatives at all mean every key.
  public List<KeyRange> of(List<KeyBounds> alternatives) {
    if (alternatives.isEmpty()) {
      return List.of(KeyRange.ALL);
    }
    List<KeyRange> ranges = new ArrayList<>();
    for (KeyBounds bounds : alternatives) {
      KeyRange range = range(bounds);
      if (range != null && !range.isEmpty()) {
        ranges.add(range);
      }
    }
    return ranges.size() < 2 ? ranges : disjoint(ranges);
  }

  private @Nullable KeyRange range(KeyBounds bounds) {
    Vector[] parts = new Vector[codec.partCount()];
    int equal = bounds.equal().size();
    for (int part = 0; part < equal; part++) {
      Expression value = bounds.equal().get(part);
      parts[part] = value.evaluateScalar(context);
      if (parts[part].isNull(0) && value != KeyBounds.NULL) {
        return null;
      }
    }
    return switch (bounds.next()) {
      case ANYTHING -> KeyRange.prefix(encode(parts, equal));
      case RANGE -> interval(bounds, parts, equal);
      case LIKE -> beginning(bounds, parts, equal);
    };
  }

  /// The keys whose next part is not NULL and between the bounds. In a descending part the upper bound
  /// comes first.
  private @Nullable KeyRange interval(KeyBounds bounds, Vector[] parts, int equal) {
    ByteSink sink = new ByteSink(16);
    codec.encodePresence(parts, 0, equal, sink);
    byte[] present = sink.toByteArray();
    boolean descending = codec.order(equal).descending();
    Expression first = descending ? bounds.high() : bounds.low();
    Expression last = descending ? bounds.low() : bounds.high();
    byte[] from = bound(first, parts, equal);
    byte[] to = bound(last, parts, equal);
    if ((first != null && from == null) || (last != null && to == null)) {
      return null;
    }
    boolean fromInclusive = descending ? bounds.highInclusive() : bounds.lowInclusive();
    boolean toInclusive = descending ? bounds.lowInclusive() : bounds.highInclusive();
    byte[] lower = from == null ? present : fromInclusive ? from : after(from);
    if (lower == null) {
      return null;
    }
    byte[] upper = to == null ? after(present) : toInclusive ? after(to) : to;
    return new KeyRange(lower, upper);
  }

  /// The keys whose next part begins with what stands before the pattern's first wildcard.
  private @Nullable KeyRange beginning(KeyBounds bounds, Vector[] parts, int equal) {
    Vector pattern = Objects.requireNonNull(bounds.low()).evaluateScalar(context);
    if (pattern.isNull(0)) {
      return null;
    }
    byte[] prefix = LikePattern.literalPrefix(((BytesVector) pattern).bytes(0));
    ByteSink sink = new ByteSink(16);
    codec.encodeTextPrefix(parts, 0, equal, prefix, 0, prefix.length, sink);
    return KeyRange.prefix(sink.toByteArray());
  }

  /// The encoded prefix that ends with the bound; null without a bound or when its value is NULL.
  private byte @Nullable [] bound(@Nullable Expression expression, Vector[] parts, int equal) {
    if (expression == null) {
      return null;
    }
    parts[equal] = expression.evaluateScalar(context);
    return parts[equal].isNull(0) ? null : encode(parts, equal + 1);
  }

  private byte[] encode(Vector[] parts, int count) {
    ByteSink sink = new ByteSink(16 * Math.max(count, 1));
    codec.encodePrefix(parts, 0, count, sink);
    return sink.toByteArray();
  }

  /// The first key beyond every key that starts with the prefix; null when there is none.
  private static byte @Nullable [] after(byte[] prefix) {
    return KeyCodec.successorOfPrefix(prefix);
  }

  private static List<KeyRange> disjoint(List<KeyRange> ranges) {
    ranges.sort(BY_START);
    List<KeyRange> merged = new ArrayList<>();
    KeyRange last = ranges.getFirst();
    for (KeyRange next : ranges.subList(1, ranges.size())) {
      byte[] end = last.to();
      if (end == null) {
        break;
      }
      if (Arrays.compareUnsigned(next.from(), end) > 0) {
        merged.add(last);
        last = next;
      } else {
        last = new KeyRange(last.from(), later(end, next.to()));
      }
    }
    merged.add(last);
    return merged;
  }

  private static byte @Nullable [] later(byte[] a, byte @Nullable [] b) {
    return b == null || Arrays.compareUnsigned(a, b) < 0 ? b : a;
  }
}
