package org.ordinaldb.sql.validate;

import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql2rel.SqlToRelConverter;

/// Calcite's conversion from syntax to algebra, with locking clauses. Used for one statement.
final class QueryConverter extends SqlToRelConverter {
  private static final Config CONVERSION =
      SqlToRelConverter.config()
          .withExpand(false)
          .withTrimUnusedFields(false)
          .withInSubQueryThreshold(Integer.MAX_VALUE);

  private final SqlValidator validated;
  private final SqlNode root;
  private SqlNodeList rootClauses = SqlNodeList.EMPTY;

  QueryConverter(
      SqlNode root, SqlValidator validator, CatalogReader reader, RelOptCluster cluster) {
    super(
        (rowType, query, schemaPath, viewPath) -> {
          throw new IllegalStateException("there are no views to expand");
        },
        validator,
        reader,
        cluster,
        CastOperator.CONVERTLETS,
        CONVERSION);
    this.validated = validator;
    this.root = root instanceof SqlWith with ? with.body : root;
  }

  /// Converts the statement.
  RelRoot convert(SqlNode statement) {
    RelRoot converted = convertQuery(statement, false, true);
    if (rootClauses.isEmpty()) {
      return converted;
    }
    // Calcite wants to see the root's own sort first.
    RelNode locked = RowLocking.lock((SqlSelect) root, rootClauses, validated, converted.rel);
    return new RelRoot(
        locked,
        converted.validatedRowType,
        converted.kind,
        converted.fields,
        converted.collation,
        converted.hints);
  }

  @Override
  public RelNode convertSelect(SqlSelect select, boolean top) {
    if (!select.hasHints()) {
      return super.convertSelect(select, top);
    }
    SqlNodeList clauses = select.getHints();
    select.setHints(SqlNodeList.EMPTY);
    RelNode rel = super.convertSelect(select, top);
    if (select == root) {
      rootClauses = clauses;
      return rel;
    }
    return RowLocking.lock(select, clauses, validated, rel);
  }
}
