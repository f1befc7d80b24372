package org.conductance4j.engine;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.preprocessor.Cnn3DToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnn3DPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToCnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;
import org.jspecify.annotations.Nullable;

/** Lowers the changes of shape that DL4J does before a layer. */
final class Preprocessors {

  private Preprocessors() {}

  static Value lower(Emitter emitter, @Nullable InputPreProcessor preprocessor, Value in) {
    if (preprocessor == null) {
      return in;
    }
    if (preprocessor instanceof CnnToFeedForwardPreProcessor) {
      return in.rank() == 1 ? in : reshape(emitter, in, Value.flat(in.length()));
    }
    if (preprocessor instanceof FeedForwardToCnnPreProcessor toCnn) {
      return in.rank() == 3 ? in : toCnn(emitter, toCnn, in);
    }
    if (preprocessor instanceof RnnToFeedForwardPreProcessor toRows) {
      return in.rank() == 1 ? in : toRows(emitter, toRows, in);
    }
    if (preprocessor instanceof FeedForwardToRnnPreProcessor toSteps) {
      return toSteps(emitter, toSteps, in);
    }
    if (preprocessor instanceof Cnn3DToFeedForwardPreProcessor) {
      return in.rank() == 1 ? in : reshape(emitter, in, Value.flat(in.length()));
    }
    if (preprocessor instanceof FeedForwardToCnn3DPreProcessor toVolume) {
      return in.rank() == 4 ? in : toVolume(emitter, toVolume, in);
    }
    throw emitter.unsupported(preprocessor);
  }

  /** The pictures that the steps of a sequence are. */
  static List<Value> pictures(Emitter emitter, RnnToCnnPreProcessor toPictures, Value in) {
    Sequences.require(emitter, in, toPictures.getRnnDataFormat());
    int[] dims = {
      toPictures.getInputHeight(), toPictures.getInputWidth(), toPictures.getNumChannels()
    };
    List<Value> pictures = new ArrayList<>();
    for (int time = 0; time < in.dim(0); time++) {
      Value step = Sequences.step(emitter, in, time);
      pictures.add(reshape(emitter, step, new Value(dims, Layout.CHANNELS_FIRST)));
    }
    return pictures;
  }

  /** Pictures or rows as the steps of a sequence. */
  static Value steps(Emitter emitter, List<Value> parts, @Nullable RNNFormat format) {
    List<Value> steps =
        parts.stream().map(part -> reshape(emitter, part, Value.flat(part.length()))).toList();
    return Sequences.stack(emitter, steps, Sequences.layout(format));
  }

  private static Value toRows(Emitter emitter, RnnToFeedForwardPreProcessor toRows, Value in) {
    Sequences.require(emitter, in, toRows.getRnnDataFormat());
    return Arithmetic.view(emitter, in, new Value(in.dims(), Layout.CHANNELS_LAST));
  }

  /** Rows become the steps they were made of; a single row becomes a sequence of one step. */
  private static Value toSteps(Emitter emitter, FeedForwardToRnnPreProcessor toSteps, Value in) {
    int[] dims = {in.positions(), in.channels()};
    Layout layout = Sequences.layout(toSteps.getRnnDataFormat());
    return Arithmetic.view(emitter, in, new Value(dims, layout));
  }

  private static Value toCnn(Emitter emitter, FeedForwardToCnnPreProcessor toCnn, Value in) {
    int[] dims = {
      (int) toCnn.getInputHeight(), (int) toCnn.getInputWidth(), (int) toCnn.getNumChannels()
    };
    return reshape(emitter, in, new Value(dims, Layout.CHANNELS_FIRST));
  }

  private static Value toVolume(
      Emitter emitter, FeedForwardToCnn3DPreProcessor toVolume, Value in) {
    int[] dims = {
      toVolume.getInputDepth(),
      toVolume.getInputHeight(),
      toVolume.getInputWidth(),
      toVolume.getNumChannels()
    };
    Layout layout = toVolume.isNCDHW() ? Layout.CHANNELS_FIRST : Layout.CHANNELS_LAST;
    return reshape(emitter, in, new Value(dims, layout));
  }

  private static Value reshape(Emitter emitter, Value in, Value out) {
    if (out.length() != in.length()) {
      throw emitter.refuse("needs " + out.length() + " features", in, "check the input's shape");
    }
    return emitter.add(Reshaping.of(in, out));
  }

  static Layout layout(CNN2DFormat format) {
    return format == CNN2DFormat.NHWC ? Layout.CHANNELS_LAST : Layout.CHANNELS_FIRST;
  }
}
