package org.conductance4j.engine.lowering.dl4j;

import java.util.Objects;
import org.conductance4j.model.LayerStack;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.TimeDistributed;
import org.deeplearning4j.nn.conf.preprocessor.RnnToCnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;
import org.jspecify.annotations.Nullable;

/** Tells which order of axes a layer expects of the sequences that it reads. */
final class SequenceFormats {

  private SequenceFormats() {}

  /** The format that a layer reads by way of its preprocessor; null if it reads no sequences. */
  static @Nullable RNNFormat of(@Nullable InputPreProcessor before, Layer layer) {
    if (before == null) {
      return of(layer);
    }
    if (before instanceof RnnToFeedForwardPreProcessor toRows) {
      return toRows.getRnnDataFormat();
    }
    return before instanceof RnnToCnnPreProcessor toCnn ? toCnn.getRnnDataFormat() : null;
  }

  /** The format that a layer reads; null if it reads no sequences. */
  static @Nullable RNNFormat of(Layer given) {
    Layer layer = LayerStack.unfrozen(given);
    if (layer instanceof BaseRecurrentLayer recurrent) {
      return orDefault(recurrent.getRnnDataFormat());
    }
    if (layer instanceof RnnOutputLayer output) {
      return orDefault(output.getRnnDataFormat());
    }
    if (layer instanceof RnnLossLayer loss) {
      return orDefault(loss.getRnnDataFormat());
    }
    if (layer instanceof TimeDistributed distributed) {
      return orDefault(distributed.getRnnDataFormat());
    }
    if (layer instanceof Bidirectional bidirectional) {
      return of(bidirectional.getFwd());
    }
    return layer instanceof LastTimeStep last ? of(last.getUnderlying()) : null;
  }

  /** Networks from before there was a choice have the features first. */
  private static RNNFormat orDefault(@Nullable RNNFormat format) {
    return Objects.requireNonNullElse(format, RNNFormat.NCW);
  }
}
