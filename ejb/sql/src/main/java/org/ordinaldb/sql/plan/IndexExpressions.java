package org.ordinaldb.sql.plan;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.catalog.IndexPart;
import org.ordinaldb.catalog.IndexTable;
import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.format.FormatSettings;
import org.ordinaldb.session.StatementText;
import org.ordinaldb.sql.execution.IndexMaintenance;
import org.ordinaldb.sql.execution.IndexMaintenance.Maintained;
import org.ordinaldb.sql.expression.Expression;
import org.ordinaldb.sql.expression.ExpressionCompiler;
import org.ordinaldb.sql.parser.ParsedStatement;
import org.ordinaldb.sql.parser.PostgresParser;
import org.ordinaldb.sql.validate.Analyzer;

/// The expressions of an index, analysed over its table's row.
///
/// @param parts the parts that are expressions, in key order
/// @param predicate of a partial index, or null
record IndexExpressions(List<RexNode> parts, @Nullable RexNode predicate) {
  private static final IndexExpressions NONE = new IndexExpressions(List.of(), null);

  /// Those of each table, which is immutable, by their indexes' ids: one statement asks many times, and
  /// every statement on the table the same.
  private static final LoadingCache<TableDescriptor, Map<Integer, IndexExpressions>> ANALYZED =
      Caffeine.newBuilder()
          .weakKeys()
          .executor(Runnable::run)
          .build(any -> new ConcurrentHashMap<>());

  static IndexExpressions of(TableDescriptor table, IndexDescriptor index) {
    return ANALYZED.get(table).computeIfAbsent(index.id(), any -> analyze(table, index));
  }

  private static IndexExpressions analyze(TableDescriptor table, IndexDescriptor index) {
    List<String> texts = new ArrayList<>();
    for (IndexPart part : index.parts()) {
      String expression = part.expression();
      if (expression != null) {
        texts.add(expression);
      }
    }
    String predicate = index.predicate();
    if (predicate != null) {
      texts.add(predicate);
    }
    if (texts.isEmpty()) {
      return NONE;
    }
    List<RexNode> nodes = analyze(table, texts);
    return predicate == null
        ? new IndexExpressions(nodes, null)
        : new IndexExpressions(nodes.subList(0, nodes.size() - 1), nodes.getLast());
  }

  private static List<RexNode> analyze(TableDescriptor table, List<String> texts) {
    String sql =
        "SELECT ("
            + String.join("), (", texts)
            + ") FROM \""
            + table.schema().replace("\"", "\"\"")
            + "\".\""
            + table.name().replace("\"", "\"\"")
            + "\"";
    ParsedStatement statement = PostgresParser.parse(StatementText.of(sql));
    Catalog catalog = new Catalog(0, table.id(), Map.of(table.id(), table));
    RelNode rel =
        Analyzer.analyze(
                statement, catalog, List.of(Catalog.PUBLIC), FormatSettings.DEFAULT, List.of())
            .root()
            .rel;
    return rel instanceof Project project
        ? project.getProjects()
        : rel.getCluster().getRexBuilder().identityProjects(rel.getRowType());
  }

  /// What keeps the table's indexes in step.
  ///
  /// @param wanted which of them
  static IndexMaintenance maintenance(TableDescriptor table, Predicate<IndexDescriptor> wanted) {
    List<Maintained> maintained = new ArrayList<>();
    for (IndexDescriptor index : table.indexes()) {
      if (wanted.test(index)) {
        maintained.add(maintained(table, index));
      }
    }
    return maintained.isEmpty() ? IndexMaintenance.NONE : new IndexMaintenance(maintained);
  }

  static Maintained maintained(TableDescriptor table, IndexDescriptor index) {
    IndexExpressions expressions = of(table, index);
    BitSet columns = new BitSet();
    Map<Integer, Expression> computed = new HashMap<>();
    for (int i = 0; i < index.parts().size(); i++) {
      IndexPart part = index.parts().get(i);
      if (part.column() >= 0) {
        columns.set(part.column());
      } else {
        RexNode expression = expressions.parts().get(computed.size());
        RelTranslator.inputs(expression).forEach(columns::set);
        computed.put(i, ExpressionCompiler.compile(expression));
      }
    }
    index.include().forEach(columns::set);
    PrimaryKey key = table.primaryKey();
    if (key != null) {
      key.columns().forEach(columns::set);
    }
    RexNode predicate = expressions.predicate();
    if (predicate != null) {
      RelTranslator.inputs(predicate).forEach(columns::set);
    }
    return new Maintained(
        IndexTable.of(table, index),
        computed,
        predicate == null ? null : ExpressionCompiler.compile(predicate),
        columns);
  }
}
