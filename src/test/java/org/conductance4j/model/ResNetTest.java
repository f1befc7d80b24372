package org.conductance4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.conductance4j.array.Precision;
import org.conductance4j.engine.Layer;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.audit.Audit;
import org.conductance4j.engine.lowering.dl4j.Dl4jLowering;
import org.conductance4j.engine.lowering.dl4j.NetworkOracle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Torchvision's residual networks as DL4J graphs. */
class ResNetTest {

  /** The numbers of parameters that torchvision publishes, which exclude running statistics. */
  @ParameterizedTest
  @CsvSource({
    "resnet18,11689512",
    "resnet34,21797672",
    "resnet50,25557032",
    "resnet101,44549160",
    "resnet152,60192808",
    "wide_resnet50_2,68883240",
    "wide_resnet101_2,126886696",
    "resnext50_32x4d,25028904",
    "resnext101_32x8d,88791336",
    "resnext101_64x4d,83455272"
  })
  void blueprint_parameters_areAsManyAsPublished(String id, long published) {
    Blueprint plan = Architecture.named(id).blueprint(1000);

    assertThat(
            plan.slots().stream()
                .filter(slot -> !slot.tensor().contains("running"))
                .mapToLong(slot -> slot.shape().stream().reduce(1L, (a, b) -> a * b))
                .sum())
        .isEqualTo(published);
    assertThat(plan.aliases()).containsKeys("layer1", "layer2", "layer3", "layer4");
  }

  @Test
  void random_resnet18_hasTorchvisionsLayersAndPassesTheAudit() {
    LoadedNetwork network = NetworkFile.random("resnet18", 7);

    Program program = Dl4jLowering.lower(network.graph(), Precision.FLOAT32, 3, 64, 64);

    assertThat(shape(program, network.layerName("conv1"))).containsExactly(64, 32, 32);
    assertThat(shape(program, network.layerName("maxpool"))).containsExactly(64, 16, 16);
    assertThat(network.layerName("layer2")).isEqualTo("layer2.1");
    assertThat(shape(program, "layer2.1")).containsExactly(128, 8, 8);
    assertThat(shape(program, "fc")).containsExactly(1000);
    Audit.Findings found = NetworkOracle.audit(network.graph(), program, Audit.probe(3, 64, 64));
    assertThat(found.forward()).isLessThan(1e-4);
  }

  private static List<Integer> shape(Program program, String name) {
    Layer layer = program.layer(name);
    return layer.shape();
  }
}
