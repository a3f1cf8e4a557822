package org.ordinaldb.sql.validate;

import java.util.List;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.SingleRel;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.storage.WaitPolicy;
import org.ordinaldb.transaction.RowLock;

/// Locks the rows of tables that its input's rows come from, then skips and passes as many as OFFSET
/// and LIMIT say: only what LIMIT asks for is locked. The input has the row keys of the tables, in
/// the order of `marks`, after the fields that go on.
public final class LockRows extends SingleRel {
  /// A table whose rows are locked, and how.
  public record Mark(TableDescriptor table, RowLock strength, WaitPolicy policy) {
    @Override
    public String toString() {
      return table.name() + " " + strength + " " + policy;
    }
  }

  private final List<Mark> marks;
  private final @Nullable RexNode offset;
  private final @Nullable RexNode fetch;

  LockRows(RelNode input, List<Mark> marks, @Nullable RexNode offset, @Nullable RexNode fetch) {
    this(input.getTraitSet(), input, marks, offset, fetch);
  }

  private LockRows(
      RelTraitSet traits,
      RelNode input,
      List<Mark> marks,
      @Nullable RexNode offset,
      @Nullable RexNode fetch) {
    super(input.getCluster(), traits, input);
    this.marks = List.copyOf(marks);
    this.offset = offset;
    this.fetch = fetch;
  }

  public List<Mark> marks() {
    return marks;
  }

  public @Nullable RexNode offset() {
    return offset;
  }

  public @Nullable RexNode fetch() {
    return fetch;
  }

  @Override
  protected RelDataType deriveRowType() {
    RelDataType all = getInput().getRowType();
    int visible = all.getFieldCount() - marks.size();
    return getCluster().getTypeFactory().createStructType(all.getFieldList().subList(0, visible));
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return new LockRows(traits, inputs.getFirst(), marks, offset, fetch);
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return super.explainTerms(writer)
        .item("marks", marks)
        .itemIf("offset", offset, offset != null)
        .itemIf("fetch", fetch, fetch != null);
  }
}
