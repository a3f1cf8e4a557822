package org.ordinaldb.transaction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.ordinaldb.index.SearchCounters;
import org.ordinaldb.index.SortedSearch;
import org.ordinaldb.segment.Segment;

/// Segments with disjoint key ranges in key order, seen as one long sequence of rows with positions
/// from 0. Immutable.
public final class SegmentRun {
  private final Segment[] segments;

  /// Position of each segment's first row, and the row count at the end.
  private final long[] starts;

  /// The beginnings of the segments' first keys, see [DeltaEntry#prefix].
  private final long[] prefixes;

  private SegmentRun(Segment[] segments) {
    this.segments = segments;
    this.starts = new long[segments.length + 1];
    this.prefixes = new long[segments.length];
    for (int i = 0; i < segments.length; i++) {
      starts[i + 1] = starts[i] + segments[i].rowCount();
      prefixes[i] = DeltaEntry.prefix(segments[i].descriptor().firstKey());
    }
  }

  /// A run of segments whose key ranges are disjoint, in any order.
  public static SegmentRun of(List<Segment> segments) {
    Segment[] sorted = segments.toArray(new Segment[0]);
    Arrays.sort(
        sorted, Comparator.comparing(s -> s.descriptor().firstKey(), Arrays::compareUnsigned));
    return new SegmentRun(sorted);
  }

  /// Segments in as few runs as it takes: in one when their key ranges are disjoint.
  public static List<SegmentRun> arrange(List<Segment> segments) {
    if (segments.isEmpty()) {
      return List.of();
    }
    SegmentRun one = of(segments);
    if (one.isDisjoint()) {
      return List.of(one);
    }
    List<SegmentRun> runs = List.of();
    for (Segment segment : one.segments) {
      runs = place(runs, segment);
    }
    return runs;
  }

  private boolean isDisjoint() {
    for (int i = 1; i < segments.length; i++) {
      byte[] last = segments[i - 1].descriptor().lastKey();
      if (Arrays.compareUnsigned(last, segments[i].descriptor().firstKey()) >= 0) {
        return false;
      }
    }
    return true;
  }

  /// Runs with one more segment: in the first run that has a gap for its keys, else in a new one.
  public static List<SegmentRun> place(List<SegmentRun> runs, Segment segment) {
    List<SegmentRun> placed = new ArrayList<>(runs);
    for (int i = 0; i < placed.size(); i++) {
      if (placed.get(i).hasGapFor(segment)) {
        List<Segment> members = new ArrayList<>(placed.get(i).segments());
        members.add(segment);
        placed.set(i, of(members));
        return placed;
      }
    }
    placed.add(of(List.of(segment)));
    return placed;
  }

  private boolean hasGapFor(Segment segment) {
    int before = segmentFor(segment.descriptor().firstKey());
    int after = before + 1;
    if (before < 0) {
      after = 0;
    } else if (Arrays.compareUnsigned(
            segments[before].descriptor().lastKey(), segment.descriptor().firstKey())
        >= 0) {
      return false;
    }
    return after == segments.length
        || Arrays.compareUnsigned(
                segment.descriptor().lastKey(), segments[after].descriptor().firstKey())
            < 0;
  }

  public List<Segment> segments() {
    return List.of(segments);
  }

  public int segmentCount() {
    return segments.length;
  }

  public Segment segment(int index) {
    return segments[index];
  }

  /// The position of a segment's first row.
  public long start(int index) {
    return starts[index];
  }

  public long rowCount() {
    return starts[segments.length];
  }

  /// The segment that has a position.
  public int segmentAt(long position) {
    int found = Arrays.binarySearch(starts, position);
    return found >= 0 ? found : -found - 2;
  }

  /// The last segment that starts at or before the key, or -1.
  public int segmentFor(byte[] key) {
    return segmentFor(key, 0, key.length);
  }

  /// The last segment that starts at or before the key `data[start .. end)`, or -1.
  public int segmentFor(byte[] data, int start, int end) {
    long prefix = DeltaEntry.prefix(data, start, end);
    int low = SortedSearch.lowerBoundSteady(prefixes, 0, prefixes.length, prefix);
    int high = segments.length;
    while (low < high && prefixes[low] == prefix) {
      int middle = (low + high) >>> 1;
      if (prefixes[middle] == prefix && startsAtMost(middle, data, start, end)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  private boolean startsAtMost(int segment, byte[] data, int start, int end) {
    byte[] first = segments[segment].descriptor().firstKey();
    return Arrays.compareUnsigned(first, 0, first.length, data, start, end) <= 0;
  }

  /// The first position whose key is at or above `key`, or [#rowCount()].
  public long lowerBound(byte[] key, SearchCounters counters) {
    int index = segmentFor(key);
    return index < 0 ? 0 : starts[index] + segments[index].lowerBound(key, counters);
  }

  /// The encoded key at a position.
  public byte[] key(long position) {
    int index = segmentAt(position);
    return segments[index].key((int) (position - starts[index]));
  }

  /// Whether the row at a position exists and has this key.
  public boolean hasKeyAt(long position, byte[] key) {
    return position < rowCount() && Arrays.equals(key(position), key);
  }

  public boolean contains(byte[] key, SearchCounters counters) {
    int index = segmentFor(key);
    if (index < 0 || Arrays.compareUnsigned(key, segments[index].descriptor().lastKey()) > 0) {
      return false;
    }
    return hasKeyAt(starts[index] + segments[index].lowerBound(key, counters), key);
  }
}
