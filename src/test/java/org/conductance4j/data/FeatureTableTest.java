package org.conductance4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeatureTableTest {

  @TempDir private Path folder;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void read_commaSeparated_hasFeaturesClassesAndMeans() throws IOException {
    FeatureTable table =
        FeatureTable.read(file("t.csv", "length,class,\"width, cm\"\n1,a,2\n3,b,-4e1\n\n"));

    assertThat(table.features()).containsExactly("length", "width, cm");
    assertThat(table.size()).isEqualTo(2);
    assertThat(table.row(1)).containsExactly(3, -40);
    assertThat(table.means()).containsExactly(2, -19);
    assertThat(table.classes()).containsExactly("a", "b");
    assertThat(table.fingerprint()).hasSize(64);
  }

  /** As spreadsheets save it: with a byte order mark, and perhaps with decimal commas. */
  @Test
  void read_semicolons_areRecognised() throws IOException {
    FeatureTable table = FeatureTable.read(file("t.csv", "\ufeffclass;x\r\na;1.5\r\n"));

    assertThat(table.features()).containsExactly("x");
    assertThat(table.row(0)).containsExactly(1.5);
    Path commas = file("u.csv", "x;y\n1,5;2\n");
    assertThatThrownBy(() -> FeatureTable.read(commas))
        .hasMessage(
            commas
                + ": row 0, column 'x': needs a finite number, got '1,5'; write decimal points in"
                + " place of commas");
  }

  @Test
  void read_tabSeparatedWithoutClasses_hasFeaturesAlone() throws IOException {
    FeatureTable table = FeatureTable.read(file("t.tsv", "x\ty\n1\t2\n"));

    assertThat(table.features()).containsExactly("x", "y");
    assertThat(table.labels()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x,y;1|needs 2 cells in every row, as its header has, got 1 in row 0",
        "x,y|needs a header and a row, got 1 lines",
        "x,x;1,2|needs different names of columns, got [x, x]",
        "x,y;1,two|row 0, column 'y': needs a finite number, got 'two'",
        "x,y;1,NaN|row 0, column 'y': needs a finite number, got 'NaN'"
      })
  void read_damaged_saysWhereAndWhat(String lines, String message) throws IOException {
    Path file = file("t.csv", lines.replace(';', '\n'));

    assertThatThrownBy(() -> FeatureTable.read(file)).hasMessageContaining(message);
  }

  @Test
  void read_missingFile_isRefused() {
    assertThatThrownBy(() -> FeatureTable.read(folder.resolve("none.csv")))
        .hasMessageEndingWith("must exist, got no such file; check the path");
  }

  @Test
  void row_thatIsNotThere_isRefused() throws IOException {
    FeatureTable table = FeatureTable.read(file("t.csv", "x\n1\n2\n"));

    assertThatThrownBy(() -> table.row(2))
        .hasMessageEndingWith("has rows 0 to 1, got 2; choose one of them");
  }
}
