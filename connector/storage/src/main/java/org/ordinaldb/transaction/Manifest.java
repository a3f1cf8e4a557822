package org.ordinaldb.transaction;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.ordinaldb.error.InternalException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.segment.SegmentDescriptor;
import org.ordinaldb.type.ByteSink;

/// A table through a commit number: its segments, and the changes that were too few for their segments
/// to be written anew. Segments that later commits attach are in those commits' records.
///
///     | format, 1 | merged through, 8 | segment count, 4 | length, 4, and descriptor of each |
///     | entry count, 4 | entries in key order |
///     entry: | flags, 1 | commit, 8 | key length, 4 | key | row length, 4 | row |    (no row when deleted)
///
/// @param rest changes through that commit that stand above the segments
public record Manifest(long mergedThrough, List<SegmentDescriptor> segments, DeltaTree rest) {
  private static final byte FORMAT = 2;
  private static final int LIVE = 1;
  private static final int IN_BASE = 2;

  public Manifest {
    segments = List.copyOf(segments);
  }

  public void encode(ByteSink sink) {
    sink.putByte(FORMAT);
    sink.putLong(mergedThrough);
    sink.putInt(segments.size());
    for (SegmentDescriptor segment : segments) {
      putBytes(segment.toBytes(), sink);
    }
    sink.putInt(rest.size());
    DeltaCursor cursor = rest.cursor(0, rest.size());
    for (DeltaEntry entry = cursor.next(); entry != null; entry = cursor.next()) {
      byte[] row = entry.row();
      sink.putByte((byte) ((row == null ? 0 : LIVE) | (entry.inBase() ? IN_BASE : 0)));
      sink.putLong(entry.commit());
      putBytes(entry.key(), sink);
      if (row != null) {
        putBytes(row, sink);
      }
    }
  }

  public static Manifest decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (in.get() != FORMAT) {
      throw new InternalException(SqlState.DATA_CORRUPTED, "unknown format of a manifest");
    }
    long mergedThrough = in.getLong();
    List<SegmentDescriptor> segments = new ArrayList<>();
    for (int left = in.getInt(); left > 0; left--) {
      segments.add(SegmentDescriptor.fromBytes(bytes(in)));
    }
    DeltaEditor rest = DeltaTree.EMPTY.edit();
    for (int left = in.getInt(); left > 0; left--) {
      int flags = in.get();
      long commit = in.getLong();
      byte[] key = bytes(in);
      byte[] row = (flags & LIVE) == 0 ? null : bytes(in);
      rest.put(new DeltaEntry(key, row, (flags & IN_BASE) != 0, commit));
    }
    return new Manifest(mergedThrough, segments, rest.build());
  }

  private static void putBytes(byte[] bytes, ByteSink sink) {
    sink.putInt(bytes.length);
    sink.putBytes(bytes);
  }

  private static byte[] bytes(ByteBuffer in) {
    byte[] bytes = new byte[in.getInt()];
    in.get(bytes);
    return bytes;
  }
}
