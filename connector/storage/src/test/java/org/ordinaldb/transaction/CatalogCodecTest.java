package org.ordinaldb.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.ordinaldb.catalog.Catalog;
import org.ordinaldb.catalog.CheckConstraint;
import org.ordinaldb.catalog.ColumnDescriptor;
import org.ordinaldb.catalog.Deferral;
import org.ordinaldb.catalog.ForeignKey;
import org.ordinaldb.catalog.IndexDescriptor;
import org.ordinaldb.catalog.IndexPart;
import org.ordinaldb.catalog.PrimaryKey;
import org.ordinaldb.catalog.ReferentialAction;
import org.ordinaldb.catalog.TableDescriptor;
import org.ordinaldb.error.InternalException;
import org.ordinaldb.type.SqlType;

final class CatalogCodecTest {
  private static final TableDescriptor PLAIN =
      new TableDescriptor(
          16384,
          "public",
          "plain",
          List.of(new ColumnDescriptor("id", SqlType.INT8, false, null)),
          null);

  private static final TableDescriptor FULL =
      new TableDescriptor(
          16385,
          "public",
          "full",
          List.of(
              new ColumnDescriptor("id", SqlType.INT8, false, null),
              new ColumnDescriptor("näme", SqlType.TEXT, true, "'x'")),
          new PrimaryKey("full_pkey", List.of(0)),
          List.of(
              new IndexDescriptor(
                  16386,
                  "full_idx",
                  List.of(
                      new IndexPart(1, null, SqlType.TEXT, true, true),
                      new IndexPart(-1, "lower(\"näme\")", SqlType.TEXT, false, false)),
                  List.of(0),
                  true,
                  false,
                  "id > 3",
                  true,
                  true,
                  Deferral.INITIALLY_DEFERRED,
                  false)),
          List.of(new CheckConstraint(16387, "positive", "id > 0", true)),
          List.of(
              new ForeignKey(
                  16388,
                  "full_fkey",
                  List.of(0),
                  16384,
                  List.of(0),
                  ReferentialAction.CASCADE,
                  ReferentialAction.SET_NULL,
                  true,
                  Deferral.INITIALLY_IMMEDIATE,
                  false)));

  @Test
  void everythingDeclaredComesBack() {
    Catalog catalog = Catalog.EMPTY.with(PLAIN).with(FULL);

    assertThat(CatalogCodec.decode(CatalogCodec.encode(catalog))).isEqualTo(catalog);
  }

  @Test
  void idsOfIndexesAndConstraintsAreNotGivenAgain() {
    assertThat(Catalog.EMPTY.with(FULL).nextId()).isEqualTo(16389);
  }

  @Test
  void anotherFormatIsRefused() {
    byte[] bytes = CatalogCodec.encode(Catalog.EMPTY);
    bytes[0] = 1;

    assertThatThrownBy(() -> CatalogCodec.decode(bytes))
        .isInstanceOf(InternalException.class)
        .hasMessageContaining("format of the catalog");
  }
}
