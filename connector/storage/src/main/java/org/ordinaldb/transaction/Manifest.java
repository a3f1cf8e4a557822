package org.ordinaldb.transaction;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.ordinaldb.error.InternalException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.segment.SegmentDescriptor;
import org.ordinaldb.type.ByteSink;

/// What stands of one table in segments: everything up to a commit number. Segments that later
/// commits attach are in those commits' records.
///
///     | format, 1 | merged through, 8 | segment count, 4 | length, 4, and descriptor of each |
public record Manifest(long mergedThrough, List<SegmentDescriptor> segments) {
  private static final byte FORMAT = 1;

  public Manifest {
    segments = List.copyOf(segments);
  }

  public byte[] toBytes() {
    ByteSink sink = new ByteSink(1024);
    sink.putByte(FORMAT);
    sink.putLong(mergedThrough);
    sink.putInt(segments.size());
    for (SegmentDescriptor segment : segments) {
      byte[] bytes = segment.toBytes();
      sink.putInt(bytes.length);
      sink.putBytes(bytes);
    }
    return sink.toByteArray();
  }

  public static Manifest fromBytes(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (in.get() != FORMAT) {
      throw new InternalException(SqlState.DATA_CORRUPTED, "unknown format of a manifest");
    }
    long mergedThrough = in.getLong();
    List<SegmentDescriptor> segments = new ArrayList<>();
    for (int left = in.getInt(); left > 0; left--) {
      byte[] descriptor = new byte[in.getInt()];
      in.get(descriptor);
      segments.add(SegmentDescriptor.fromBytes(descriptor));
    }
    return new Manifest(mergedThrough, segments);
  }
}
