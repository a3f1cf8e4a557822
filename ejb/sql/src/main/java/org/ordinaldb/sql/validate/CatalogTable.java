package org.ordinaldb.sql.validate;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.schema.ColumnStrategy;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql2rel.InitializerContext;
import org.apache.calcite.sql2rel.InitializerExpressionFactory;
import org.apache.calcite.sql2rel.NullInitializerExpressionFactory;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.ColumnDescriptor;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.sql.parser.PostgresParser;
import org.ordinaldb.sql.system.VirtualTable;
import org.ordinaldb.sql.type.RelTypes;

/// A table as Calcite sees it. Unwraps to its [TableDescriptor] when it is stored, and to its
/// [VirtualTable] when it is a system view.
final class CatalogTable extends AbstractTable {
  private final TableDescriptor descriptor;
  private final @Nullable VirtualTable view;

  CatalogTable(TableDescriptor descriptor) {
    this(descriptor, null);
  }

  CatalogTable(VirtualTable view) {
    this(view.descriptor(), view);
  }

  private CatalogTable(TableDescriptor descriptor, @Nullable VirtualTable view) {
    this.descriptor = descriptor;
    this.view = view;
  }

  TableDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public RelDataType getRowType(RelDataTypeFactory factory) {
    List<String> names = new ArrayList<>();
    List<RelDataType> types = new ArrayList<>();
    for (ColumnDescriptor column : descriptor.columns()) {
      names.add(column.name());
      types.add(
          factory.createTypeWithNullability(
              RelTypes.relType(factory, column.type()), column.nullable()));
    }
    return factory.createStructType(types, names);
  }

  @Override
  public <C> @Nullable C unwrap(Class<C> wanted) {
    if (wanted.isInstance(this)) {
      return wanted.cast(this);
    }
    if (view != null) {
      return wanted.isInstance(view) ? wanted.cast(view) : null;
    }
    if (wanted.isInstance(descriptor)) {
      return wanted.cast(descriptor);
    }
    return wanted == InitializerExpressionFactory.class
        ? wanted.cast(new Defaults(descriptor))
        : null;
  }

  /// What INSERT puts into columns that it does not name. NULL in a NOT NULL column is found when the
  /// statement runs.
  private static final class Defaults extends NullInitializerExpressionFactory {
    private final TableDescriptor table;

    Defaults(TableDescriptor table) {
      this.table = table;
    }

    @Override
    public ColumnStrategy generationStrategy(RelOptTable relTable, int column) {
      ColumnDescriptor descriptor = table.columns().get(column);
      return descriptor.nullable() && descriptor.defaultExpression() == null
          ? ColumnStrategy.NULLABLE
          : ColumnStrategy.DEFAULT;
    }

    @Override
    public RexNode newColumnDefaultValue(
        RelOptTable relTable, int column, InitializerContext context) {
      String text = table.columns().get(column).defaultExpression();
      RelDataType type = relTable.getRowType().getFieldList().get(column).getType();
      RelDataType nullable =
          relTable.getRelOptSchema() == null
              ? type
              : relTable.getRelOptSchema().getTypeFactory().createTypeWithNullability(type, true);
      if (text == null) {
        return context.getRexBuilder().makeNullLiteral(nullable);
      }
      SqlNode expression =
          context.validateExpression(relTable.getRowType(), PostgresParser.parseExpression(text));
      RexNode value = context.convertExpression(expression);
      return context.getRexBuilder().makeAbstractCast(nullable, value, false);
    }
  }
}
