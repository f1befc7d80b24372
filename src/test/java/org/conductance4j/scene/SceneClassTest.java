package org.conductance4j.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SceneClassTest {

  private static final SceneObject CAR = object(SceneClass.CAR);
  private static final SceneObject SIGN = object(SceneClass.STREET_SIGN);
  private static final SceneObject LIGHT = object(SceneClass.TRAFFIC_LIGHT);

  @Test
  void label_ofObjects_firstOfLightSignCar() {
    assertThat(SceneClass.of(List.of())).isEqualTo(SceneClass.STREET);
    assertThat(SceneClass.of(List.of(CAR))).isEqualTo(SceneClass.CAR);
    assertThat(SceneClass.of(List.of(CAR, SIGN))).isEqualTo(SceneClass.STREET_SIGN);
    assertThat(SceneClass.of(List.of(CAR, SIGN, LIGHT))).isEqualTo(SceneClass.TRAFFIC_LIGHT);
    assertThat(SceneClass.of(List.of(CAR, LIGHT))).isEqualTo(SceneClass.TRAFFIC_LIGHT);
  }

  @Test
  void indices_countTheConstants() {
    assertThat(SceneClass.values()).extracting(SceneClass::index).containsExactly(0, 1, 2, 3);
  }

  @Test
  void labels_inTheOrderOfOutputs() {
    assertThat(SceneClass.labels())
        .containsExactly("street", "car", "traffic light", "street sign");
  }

  @Test
  void street_isNoObject() {
    assertThatThrownBy(() -> object(SceneClass.STREET))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("scene object: kind needs to be an object, got STREET");
  }

  private static SceneObject object(SceneClass kind) {
    return new SceneObject(kind, new PixelBox(0, 2, 0, 2));
  }
}
