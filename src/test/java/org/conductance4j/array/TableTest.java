package org.conductance4j.array;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {

  @Test
  void csv_names_areAlwaysQuotedAndWordsWhereTheyNeedIt() {
    Table table =
        Table.EMPTY
            .names("layers")
            .words("ranking")
            .numbers("fraction", "pruned")
            .filled(
                List.of(
                    Table.row("a\"b", "random", 0.01, 3),
                    Table.row("plain", "box:1,2", null, 36_864L)),
                row -> row);

    assertThat(table.csv())
        .isEqualTo(
            """
            layers,ranking,fraction,pruned
            "a""b",random,0.01,3
            "plain","box:1,2",,36864
            """);
  }

  @Test
  void row_listsOfCells_areJoined() {
    assertThat(Table.row("x", List.of(1.5, 2), null)).containsExactly("x", 1.5, 2, "");
  }
}
