package org.conductance4j.engine.lowering.dl4j;

import java.util.ArrayList;
import java.util.List;
import org.conductance4j.engine.kernel.AxisOrder;
import org.conductance4j.engine.kernel.Reshaping;
import org.conductance4j.engine.kernel.Value;
import org.conductance4j.engine.lowering.Arithmetic;
import org.conductance4j.engine.lowering.ProgramBuilder;
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

  static Value lower(ProgramBuilder builder, @Nullable InputPreProcessor preprocessor, Value in) {
    if (preprocessor == null) {
      return in;
    }
    if (preprocessor instanceof CnnToFeedForwardPreProcessor
        || preprocessor instanceof Cnn3DToFeedForwardPreProcessor) {
      return in.rank() == 1 ? in : reshape(builder, in, Value.flat(in.length()));
    }
    if (preprocessor instanceof FeedForwardToCnnPreProcessor toCnn) {
      return in.rank() == 3 ? in : toCnn(builder, toCnn, in);
    }
    if (preprocessor instanceof RnnToFeedForwardPreProcessor toRows) {
      return in.rank() == 1 ? in : toRows(builder, toRows, in);
    }
    if (preprocessor instanceof FeedForwardToRnnPreProcessor toSteps) {
      return toSteps(builder, toSteps, in);
    }
    if (preprocessor instanceof FeedForwardToCnn3DPreProcessor toVolume) {
      return in.rank() == 4 ? in : toVolume(builder, toVolume, in);
    }
    throw builder.unsupported(preprocessor);
  }

  /** The pictures that the steps of a sequence are. */
  static List<Value> pictures(ProgramBuilder builder, RnnToCnnPreProcessor toPictures, Value in) {
    Sequences.require(builder, in, toPictures.getRnnDataFormat());
    int[] dims = {
      toPictures.getInputHeight(), toPictures.getInputWidth(), toPictures.getNumChannels()
    };
    List<Value> pictures = new ArrayList<>();
    for (int time = 0; time < in.dim(0); time++) {
      Value step = Sequences.step(builder, in, time);
      pictures.add(reshape(builder, step, new Value(dims, AxisOrder.CHANNELS_FIRST)));
    }
    return pictures;
  }

  /** Pictures or rows as the steps of a sequence. */
  static Value steps(ProgramBuilder builder, List<Value> parts, @Nullable RNNFormat format) {
    List<Value> steps =
        parts.stream().map(part -> reshape(builder, part, Value.flat(part.length()))).toList();
    return Sequences.stack(builder, steps, Sequences.layout(format));
  }

  private static Value toRows(
      ProgramBuilder builder, RnnToFeedForwardPreProcessor toRows, Value in) {
    Sequences.require(builder, in, toRows.getRnnDataFormat());
    return Arithmetic.view(builder, in, new Value(in.dims(), AxisOrder.CHANNELS_LAST));
  }

  /** Rows become the steps they were made of; a single row becomes a sequence of one step. */
  private static Value toSteps(
      ProgramBuilder builder, FeedForwardToRnnPreProcessor toSteps, Value in) {
    int[] dims = {in.positions(), in.channels()};
    AxisOrder layout = Sequences.layout(toSteps.getRnnDataFormat());
    return Arithmetic.view(builder, in, new Value(dims, layout));
  }

  private static Value toCnn(ProgramBuilder builder, FeedForwardToCnnPreProcessor toCnn, Value in) {
    int[] dims = {
      (int) toCnn.getInputHeight(), (int) toCnn.getInputWidth(), (int) toCnn.getNumChannels()
    };
    return reshape(builder, in, new Value(dims, AxisOrder.CHANNELS_FIRST));
  }

  private static Value toVolume(
      ProgramBuilder builder, FeedForwardToCnn3DPreProcessor toVolume, Value in) {
    int[] dims = {
      toVolume.getInputDepth(),
      toVolume.getInputHeight(),
      toVolume.getInputWidth(),
      toVolume.getNumChannels()
    };
    AxisOrder layout = toVolume.isNCDHW() ? AxisOrder.CHANNELS_FIRST : AxisOrder.CHANNELS_LAST;
    return reshape(builder, in, new Value(dims, layout));
  }

  private static Value reshape(ProgramBuilder builder, Value in, Value out) {
    if (out.length() != in.length()) {
      throw builder.refuse("needs " + out.length() + " features", in, "check the input's shape");
    }
    return builder.add(Reshaping.of(in, out));
  }

  static AxisOrder layout(CNN2DFormat format) {
    return format == CNN2DFormat.NHWC ? AxisOrder.CHANNELS_LAST : AxisOrder.CHANNELS_FIRST;
  }
}
