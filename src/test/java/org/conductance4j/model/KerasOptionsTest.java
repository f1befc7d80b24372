package org.conductance4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.conductance4j.config.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What DL4J's import of Keras files would drop silently, by layer and option. */
class KerasOptionsTest {

  private static final String PICTURE =
      "{'class_name': 'InputLayer', 'config': {'name': 'x', 'batch_input_shape': [null, 8, 8, 3]}}";
  private static final String SEQUENCE =
      "{'class_name': 'InputLayer', 'config': {'name': 'x', 'batch_input_shape': [null, 5, 4]}}";

  private static JsonNode model(String layers) {
    try {
      return new ObjectMapper()
          .readTree(("{'config': {'layers': [" + layers + "]}}").replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static String layer(String kind, String options) {
    return ", {'class_name': '%s', 'config': {'name': 'l'%s%s}}"
        .formatted(kind, options.isEmpty() ? "" : ", ", options);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Conv2D | 'filters': 4, 'groups': 2 | has the option 'groups', which DL4J's import would"
            + " drop, got 2",
        "Conv2D | 'filters': 4, 'flavour': 1 | has the option 'flavour', which DL4J's import would"
            + " drop, got 1",
        "BatchNormalization | 'axis': [1] | has the option 'axis', which DL4J's import would drop,"
            + " got [1]",
        "Concatenate | 'axis': 2 | has the option 'axis', which DL4J's import would drop, got 2",
        "UpSampling2D | 'size': [2, 2], 'interpolation': 'bilinear' | has the option"
            + " 'interpolation', which DL4J's import would drop, got \"bilinear\"",
        "UpSampling2D | 'size': [2, 2], 'interpolation': 'nearest' | must have channels first to be"
            + " upsampled by DL4J's import, got channels_last",
        "LSTM | 'units': 4, 'go_backwards': true | has the option 'go_backwards', which DL4J's"
            + " import would drop, got true",
        "LSTM | 'units': 4, 'return_state': true | has the option 'return_state', which DL4J's"
            + " import would drop, got true",
        "Embedding | 'input_dim': 4, 'mask_zero': true | has the option 'mask_zero', which DL4J's"
            + " import would drop, got true",
        "PReLU | 'shared_axes': null | must be of a kind that DL4J's import keeps whole, got"
            + " 'PReLU'",
        "Dense | 'units': 4 | takes no input of so many axes in DL4J's import, got Dense at the"
            + " input",
        "DepthwiseConv2D | 'groups': 1 | must have a layer before it in DL4J's import, got"
            + " DepthwiseConv2D at the input",
        "TimeDistributed | 'layer': {'class_name': 'Dense', 'config': {'odd': 1}} | has the option"
            + " 'odd', which DL4J's import would drop, got 1",
        "Dense | 'activation': {'class_name': 'Mine'} | has the option 'activation', which DL4J's"
            + " import would drop, got {\"class_name\":\"Mine\"}",
      })
  void droppedOption_isRefusedByLayerAndName(String kind, String options, String message) {
    assertThatThrownBy(() -> KerasOptions.check("m.h5", model(PICTURE + layer(kind, options))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("m.h5: layer 'l' " + message + "; export the network to ONNX, which keeps it");
  }

  @Test
  void flattenBehindASequence_isRefused() {
    assertThatThrownBy(() -> KerasOptions.check("m.h5", model(SEQUENCE + layer("Flatten", ""))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("takes no input of so many axes in DL4J's import, got Flatten");
  }

  @Test
  void layerCalledTwice_isRefused() {
    String shared =
        ", {'class_name': 'Dense', 'name': 'l', 'config': {'units': 2}, 'inbound_nodes':"
            + " [[['x', 0, 0, {}]], [['y', 0, 0, {}]]]}";

    assertThatThrownBy(() -> KerasOptions.check("m.h5", model(SEQUENCE + shared)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "m.h5: layer 'l' may be called once, got 2 calls; export the network to ONNX, which"
                + " keeps it");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Conv2D/'filters': 4, 'groups': 1, 'kernel_initializer': {'class_name': 'GlorotUniform'}",
        "BatchNormalization/'axis': [3], 'epsilon': 0.1",
        "Concatenate/'axis': -1",
        "Flatten/'data_format': 'channels_last'",
        "Dropout/'rate': 0.5, 'seed': null",
      })
  void whatTheImportReads_passes(String layer) {
    String[] parts = layer.split("/", 2);

    assertThatCode(() -> KerasOptions.check("m.h5", model(PICTURE + layer(parts[0], parts[1]))))
        .doesNotThrowAnyException();
  }

  @Test
  void initialisers_becomeZeros_alsoInLayersOfLayers() {
    JsonNode model =
        model(
            SEQUENCE
                + layer(
                    "Bidirectional",
                    "'layer': {'class_name': 'LSTM', 'config': {'kernel_initializer':"
                        + " {'class_name': 'GlorotUniform'}, 'recurrent_initializer':"
                        + " {'class_name': 'Orthogonal', 'config': {'gain': 1.0}}}}"));

    KerasOptions.initialiseByZeros(model);

    assertThat(model.findValues("class_name"))
        .extracting(JsonNode::asText)
        .contains("Zeros")
        .doesNotContain("Orthogonal", "GlorotUniform");
  }
}
