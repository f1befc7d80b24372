package org.conductance4j.surgery;

import java.util.BitSet;
import java.util.Map;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Removes tied channels from the parameters of all layers that make, pass on or read them. */
record ChannelSlicer(GraphCopy graph, ChannelTies gone) {

  void apply() {
    for (String vertex : gone.vertices()) {
      BitSet channels = gone.of(vertex);
      Flow flow = Flow.of(graph, vertex);
      if (flow instanceof Flow.Mixing mixing) {
        cut(vertex, mixing.axes().makes(), channels);
        widen(vertex, 0, -channels.cardinality());
      } else {
        if (flow instanceof Flow.Channelwise each) {
          each.axes().ifPresent(axes -> cut(vertex, axes.makes(), channels));
        }
        widen(vertex, -channels.cardinality(), -channels.cardinality());
        Flattening.narrow(graph, vertex, gone.of(graph.inputs(vertex).get(0)).cardinality());
      }
      for (String reader : graph.readers(vertex)) {
        if (Flow.of(graph, reader) instanceof Flow.Mixing mixing) {
          read(reader, mixing.axes(), channels);
        }
      }
    }
  }

  private void read(String reader, ParameterAxes axes, BitSet channels) {
    Flattening flattening = Flattening.at(graph, reader);
    BitSet features = new BitSet();
    channels.stream()
        .forEach(
            channel -> {
              for (int feature : flattening.features(channel)) {
                features.set(feature);
              }
            });
    cut(reader, axes.reads(), features);
    widen(reader, -features.cardinality(), 0);
    Flattening.narrow(graph, reader, channels.cardinality());
  }

  private void cut(String name, Map<String, Integer> axes, BitSet slices) {
    for (Map.Entry<String, INDArray> entry : graph.parameters(name).entrySet()) {
      Integer axis = axes.get(entry.getKey());
      if (axis != null) {
        int within = Math.min(axis, entry.getValue().rank() - 1);
        entry.setValue(new Slices(entry.getValue(), within).keeping(i -> !slices.get(i)));
      }
    }
  }

  private void widen(String name, int in, int out) {
    if (!graph.isInput(name) && graph.layer(name) instanceof FeedForwardLayer layer) {
      if (layer.getNIn() > 0) {
        layer.setNIn(layer.getNIn() + in);
      }
      if (layer.getNOut() > 0) {
        layer.setNOut(layer.getNOut() + out);
      }
    }
  }
}
