package org.conductance4j.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NearMatchesTest {

  private static final List<String> LAYERS = List.of("conv1", "conv2", "stage2", "fc");

  @Test
  void remedy_oneEditOrSwap_asksForTheNearest() {
    assertThat(NearMatches.remedy("stage", LAYERS)).isEqualTo("did you mean 'stage2'?");
    assertThat(NearMatches.remedy("satge2", LAYERS)).isEqualTo("did you mean 'stage2'?");
    assertThat(NearMatches.remedy("FC", LAYERS)).isEqualTo("did you mean 'fc'?");
    assertThat(NearMatches.remedy("conv", LAYERS)).isEqualTo("did you mean 'conv1' or 'conv2'?");
  }

  @Test
  void remedy_nothingNear_listsWhatThereIs() {
    assertThat(NearMatches.remedy("pool", LAYERS)).isEqualTo("known: conv1, conv2, stage2, fc");
    assertThat(NearMatches.remedy("pool", Collections.emptyList())).isEqualTo("there is none");
  }

  @Test
  void remedy_manyNames_listsThirtyAndCounts() {
    List<String> names = IntStream.range(0, 40).mapToObj(i -> "unit-" + i).toList();

    assertThat(NearMatches.remedy("zzzzzzzz", names))
        .startsWith("known: unit-0, unit-1,")
        .endsWith("unit-29, … (40 in all)");
  }
}
