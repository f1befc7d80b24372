package org.conductance4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.conductance4j.config.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateDictTest {

  private static final List<String> WANTED = List.of("conv1.weight", "bn1.bias", "fc.weight");

  private static StateDict of(String... names) {
    StateDict weights = new StateDict();
    StoredTensor.Storage storage = new StoredTensor.Storage(ElementType.FLOAT32, 0);
    for (String name : names) {
      weights.add(name, new StoredTensor(storage, 0, new long[] {0}, new long[] {1}));
    }
    return weights;
  }

  private static StateDict fitted(StateDict weights) {
    return weights.fitted("w.pth", WANTED, "fc");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "module.", "_orig_mod.", "model.", "backbone.", "module.net.encoder."})
  void wrappersNames_areTakenOff(String prefix) {
    StateDict weights =
        of(prefix + "conv1.weight", prefix + "bn1.bias", prefix + "fc.weight", "loss.weight");

    assertThat(fitted(weights).names()).containsAll(WANTED);
    boolean bare = StateDict.canonical(prefix + "x").equals("x");
    assertThat(fitted(weights).names().contains("loss.weight")).isEqualTo(bare);
  }

  @Test
  void prefixWithTheMostNames_isChosen() {
    StateDict weights = of("a.conv1.weight", "b.conv1.weight", "b.bn1.bias", "b.fc.weight");

    assertThat(fitted(weights).names()).containsExactly("bn1.bias", "conv1.weight", "fc.weight");
  }

  @Test
  void severalNetworks_areRefused() {
    StateDict weights = of("q.conv1.weight", "q.bn1.bias", "k.conv1.weight", "k.bn1.bias");

    assertThatThrownBy(() -> fitted(weights))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "w.pth: must hold one network, got names that begin with [k., q.]; save the state_dict"
                + " of one of them");
  }

  @Test
  void onlyLayerOfAClassifier_isTheClassifier() {
    assertThat(fitted(of("conv1.weight", "fc.1.weight", "fc.1.bias")).names())
        .containsExactly("conv1.weight", "fc.bias", "fc.weight");
    assertThat(fitted(of("conv1.weight", "fc.0.weight", "fc.2.weight")).names())
        .containsExactly("conv1.weight", "fc.0.weight", "fc.2.weight");
  }
}
