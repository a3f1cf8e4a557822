package org.ordinaldb.type;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ColumnBatchTest {
  private final ColumnBatch batch = new ColumnBatch(5, LongVector.of(10, 11, 12, 13, 14));

  @Test
  void withoutASelectionAllRowsCount() {
    assertThat(batch.size()).isEqualTo(5);
    assertThat(batch.row(3)).isEqualTo(3);
  }

  @Test
  void slicesOfASelectionAreTakenFromTheSelection() {
    ColumnBatch slice = batch.select(new int[] {0, 2, 4}, 3).slice(1, 3);
    assertThat(slice.size()).isEqualTo(2);
    assertThat(slice.row(0)).isEqualTo(2);
    assertThat(slice.row(1)).isEqualTo(4);
    assertThat(slice.rowCount()).isEqualTo(5);
  }

  @Test
  void otherColumnsKeepTheSelection() {
    ColumnBatch other = batch.select(new int[] {3, 9}, 1).withColumns(LongVector.of(5, 6, 7, 8, 9));
    assertThat(other.size()).isEqualTo(1);
    assertThat(((LongVector) other.column(0)).get(other.row(0))).isEqualTo(8);
  }
}
