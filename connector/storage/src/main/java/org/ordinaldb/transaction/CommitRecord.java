package org.ordinaldb.transaction;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.error.InternalException;
import org.ordinaldb.error.SqlState;
import org.ordinaldb.segment.Segment;
import org.ordinaldb.segment.SegmentDescriptor;
import org.ordinaldb.type.ByteSink;

/// All that one transaction did: the value of its commit number in the commit log.
///
///     | format, 1 | time in microseconds since 1970, 8 | catalog length or -1, 4 | catalog |
///     | table count, 4 | tables |
///     table: | id, 4 | byte length of what follows, 4 | truncated, 1 |
///            | segment count, 4 | length, 4, and descriptor of each |
///            | entry count, 4 | entries in key order |
///     entry: | flags, 1 | key length, 4 | key | row length, 4 | row |     (no row when deleted)
///
/// @param catalog the new catalog when the transaction changed it
/// @param writes by table id
public record CommitRecord(
    long timeMicros, @Nullable Catalog catalog, Map<Integer, TableWrites> writes) {
  /// Decides at recovery which tables' changes are of interest, and opens their segments.
  public interface Source {
    boolean wants(int table);

    Segment open(int table, SegmentDescriptor descriptor);
  }

  private static final byte FORMAT = 1;
  private static final int LIVE = 1;
  private static final int IN_BASE = 2;

  public CommitRecord {
    writes = Map.copyOf(writes);
  }

  /// The same changes at another time.
  public CommitRecord at(long micros) {
    return new CommitRecord(micros, catalog, writes);
  }

  public boolean isEmpty() {
    return catalog == null && writes.isEmpty();
  }

  public void encode(ByteSink sink) {
    sink.putByte(FORMAT);
    sink.putLong(timeMicros);
    Catalog changed = catalog;
    if (changed == null) {
      sink.putInt(-1);
    } else {
      putBytes(CatalogCodec.encode(changed), sink);
    }
    sink.putInt(writes.size());
    writes.forEach((id, tableWrites) -> {
      sink.putInt(id);
      int lengthAt = sink.size();
      sink.putInt(0);
      encodeTable(tableWrites, sink);
      sink.setInt(lengthAt, sink.size() - lengthAt - 4);
    });
  }

  private static void encodeTable(TableWrites writes, ByteSink sink) {
    sink.putByte((byte) (writes.truncated() ? 1 : 0));
    sink.putInt(writes.loaded().size());
    for (Segment segment : writes.loaded()) {
      putBytes(segment.descriptor().toBytes(), sink);
    }
    sink.putInt(writes.own().size());
    DeltaCursor cursor = writes.own().cursor(0, writes.own().size());
    for (DeltaEntry entry = cursor.next(); entry != null; entry = cursor.next()) {
      byte[] row = entry.row();
      sink.putByte((byte) ((row == null ? 0 : LIVE) | (entry.inBase() ? IN_BASE : 0)));
      putBytes(entry.key(), sink);
      if (row != null) {
        putBytes(row, sink);
      }
    }
  }

  public static CommitRecord decode(byte[] bytes, Source source) {
    ByteBuffer in = opened(bytes);
    long timeMicros = in.getLong();
    Catalog catalog = decodeCatalog(in);
    Map<Integer, TableWrites> writes = new HashMap<>();
    for (int left = in.getInt(); left > 0; left--) {
      int id = in.getInt();
      int end = in.getInt() + in.position();
      if (source.wants(id)) {
        writes.put(id, decodeTable(id, in, source));
      }
      in.position(end);
    }
    return new CommitRecord(timeMicros, catalog, writes);
  }

  /// The catalog of an encoded record when it has one, for a source that has to know it.
  static @Nullable Catalog catalogOf(byte[] bytes) {
    ByteBuffer in = opened(bytes);
    in.getLong();
    return decodeCatalog(in);
  }

  private static ByteBuffer opened(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (in.get() != FORMAT) {
      throw new InternalException(SqlState.DATA_CORRUPTED, "unknown format of a commit record");
    }
    return in;
  }

  private static @Nullable Catalog decodeCatalog(ByteBuffer in) {
    int length = in.getInt();
    return length < 0 ? null : CatalogCodec.decode(bytes(in, length));
  }

  private static TableWrites decodeTable(int id, ByteBuffer in, Source source) {
    boolean truncated = in.get() != 0;
    List<Segment> loaded = new ArrayList<>();
    for (int left = in.getInt(); left > 0; left--) {
      loaded.add(source.open(id, SegmentDescriptor.fromBytes(bytes(in, in.getInt()))));
    }
    DeltaEditor own = DeltaTree.EMPTY.edit();
    for (int left = in.getInt(); left > 0; left--) {
      int flags = in.get();
      byte[] key = bytes(in, in.getInt());
      byte[] row = (flags & LIVE) == 0 ? null : bytes(in, in.getInt());
      own.put(new DeltaEntry(key, row, (flags & IN_BASE) != 0, 0));
    }
    return new TableWrites(truncated, loaded, own.build());
  }

  private static void putBytes(byte[] bytes, ByteSink sink) {
    sink.putInt(bytes.length);
    sink.putBytes(bytes);
  }

  private static byte[] bytes(ByteBuffer source, int length) {
    byte[] bytes = new byte[length];
    source.get(bytes);
    return bytes;
  }
}
