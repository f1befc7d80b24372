package org.conductance4j.attribution.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.conductance4j.config.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryBudgetTest {

  @ParameterizedTest
  @CsvSource({
    "2g, 2147483648",
    "1.5G, 1610612736",
    "800m, 838860800",
    "800 MB, 838860800",
    "3GiB, 3221225472",
    "64k, 65536",
    "12345, 12345"
  })
  void parse_size_isBytes(String text, long bytes) {
    assertThat(MemoryBudget.parse(text, "memory")).isEqualTo(new MemoryBudget(bytes, "memory"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "g", "-2g", "2x", "0", "two", "1e3"})
  void parse_otherText_isRefused(String text) {
    assertThatThrownBy(() -> MemoryBudget.parse(text, "memory"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("memory: must be a size, got '" + text + "'; such as 2g or 800m");
  }

  @Test
  void text_anySize_isReadAsNoLess() {
    for (long bytes : new long[] {1, 1023, 1025, 1 << 20, (1 << 20) + 1, 5L << 30}) {
      assertThat(MemoryBudget.parse(MemoryBudget.text(bytes), "memory").bytes())
          .isGreaterThanOrEqualTo(bytes);
    }
  }

  @Test
  void free_thisMachine_isSomething() {
    assertThat(MemoryBudget.free().bytes()).isGreaterThan(1 << 20);
    assertThat(MemoryBudget.free().isGiven()).isFalse();
  }
}
