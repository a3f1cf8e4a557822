package org.ordinaldb.sql.plan;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelFieldCollation;
import org.ordinaldb.catalog.IndexPart;
import org.ordinaldb.catalog.IndexTable;
import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.type.KeyOrder;

/// The parts of a clustering or index key that conditions and orders can speak of.
///
/// @param unique whether equality on all parts leaves one row
/// @param total whether rows that are equal in all parts, NULLs included, are one row
record KeyShape(List<Part> parts, boolean unique, boolean total) {
  /// @param column the table's column; from the number of its columns on, an index's expressions
  record Part(int column, KeyOrder order, boolean nullable) {}

  KeyShape {
    parts = List.copyOf(parts);
  }

  /// The table's clustering key; without parts when that is a row number.
  static KeyShape of(TableDescriptor table) {
    List<Part> parts = new ArrayList<>();
    PrimaryKey key = table.primaryKey();
    if (key != null) {
      key.columns().forEach(column -> parts.add(new Part(column, KeyOrder.ASCENDING, false)));
    }
    return new KeyShape(parts, key != null, key != null);
  }

  static KeyShape of(IndexTable index) {
    TableDescriptor table = index.table();
    List<Part> parts = new ArrayList<>();
    boolean nullable = false;
    int expressions = 0;
    for (IndexPart part : index.index().parts()) {
      boolean mayBeNull = part.column() < 0 || table.columns().get(part.column()).nullable();
      int column = part.column() < 0 ? table.columns().size() + expressions++ : part.column();
      parts.add(new Part(column, new KeyOrder(part.descending(), part.nullsFirst()), mayBeNull));
      nullable |= mayBeNull;
    }
    PrimaryKey key = table.primaryKey();
    if (index.index().refusesDuplicates()) {
      return new KeyShape(parts, true, !nullable);
    }
    if (key != null) {
      List<Integer> columns = parts.stream().map(Part::column).toList();
      for (int column : key.columns()) {
        if (!columns.contains(column)) {
          parts.add(new Part(column, KeyOrder.ASCENDING, false));
        }
      }
    }
    return new KeyShape(parts, key != null, key != null);
  }

  /// 1 when key order is the wished order, -1 when its reverse is, 0 when neither or nothing is
  /// wished. Parts with one fixed value may be missing from the wish; once all parts of a total key
  /// are named, the rest of the wish is idle.
  int direction(ScanConditions conditions, List<RelFieldCollation> order) {
    int fixed = conditions.fixedParts();
    int next = 0;
    int direction = 0;
    for (RelFieldCollation wish : order) {
      while (next < fixed && parts.get(next).column() != wish.getFieldIndex()) {
        next++;
      }
      if (next == parts.size()) {
        if (!total) {
          return 0;
        }
        break;
      }
      int named = indexOf(wish.getFieldIndex());
      if (named >= 0 && named < fixed) {
        next = Math.max(next, named + 1);
        continue;
      }
      int part = direction(next, wish, conditions.excludesNull(next));
      if (part == 0 || (direction != 0 && direction != part)) {
        return 0;
      }
      direction = part;
      next++;
    }
    return order.isEmpty() || direction != 0 ? direction : 1;
  }

  private int direction(int index, RelFieldCollation wish, boolean withoutNulls) {
    Part part = parts.get(index);
    if (part.column() != wish.getFieldIndex()) {
      return 0;
    }
    boolean descending = wish.getDirection().isDescending();
    boolean forward = descending == part.order().descending();
    boolean nullsFirst =
        switch (wish.nullDirection) {
          case FIRST -> true;
          case LAST -> false;
          case UNSPECIFIED -> descending;
        };
    boolean nullsFit =
        !part.nullable() || withoutNulls || nullsFirst == (forward == part.order().nullsFirst());
    return !nullsFit ? 0 : forward ? 1 : -1;
  }

  private int indexOf(int column) {
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i).column() == column) {
        return i;
      }
    }
    return -1;
  }
}
