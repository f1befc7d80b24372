package org.conductance4j.engine.lowering.dl4j;

import java.util.ArrayList;
import java.util.List;
import org.conductance4j.engine.kernel.AxisOrder;
import org.conductance4j.engine.kernel.Concatenation;
import org.conductance4j.engine.kernel.Dense;
import org.conductance4j.engine.kernel.Product;
import org.conductance4j.engine.kernel.Sum;
import org.conductance4j.engine.kernel.Value;
import org.conductance4j.engine.lowering.Arithmetic;
import org.conductance4j.engine.lowering.ProgramBuilder;
import org.conductance4j.engine.lowering.Recurrence;
import org.deeplearning4j.nn.conf.layers.AbstractLSTM;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.GravesBidirectionalLSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.RepeatVector;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.layers.recurrent.TimeDistributed;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Lowers recurrent layers, step by step, and the layers around sequences. */
final class RecurrentRules {

  private RecurrentRules() {}

  /** With or without peepholes: the recurrent weights tell. */
  static Value lstm(ProgramBuilder builder, AbstractLSTM layer, Parameters parameters, Value in) {
    return direction(builder, layer, parameters, in, layer.getGateActivationFn(), "");
  }

  /** The sum of two directions. */
  @SuppressWarnings("deprecation") // trained networks have it
  static Value gravesBidirectional(
      ProgramBuilder builder, GravesBidirectionalLSTM layer, Parameters parameters, Value in) {
    IActivation gate = layer.getGateActivationFn();
    Value forwards = direction(builder, layer, parameters, in, gate, "F");
    Value backwards = direction(builder, layer, parameters, in, gate, "B");
    return builder.add(new Sum(List.of(forwards, backwards), forwards.alike()));
  }

  /** One direction, whose parameters' keys end in a letter or in none. */
  private static Value direction(
      ProgramBuilder builder,
      BaseRecurrentLayer layer,
      Parameters parameters,
      Value in,
      IActivation gate,
      String letter) {
    requireSequence(builder, layer, in);
    LstmCell cell =
        new LstmCell(
            builder,
            layer.getActivationFn(),
            gate,
            parameters.copy("W" + letter),
            parameters.copy("RW" + letter),
            parameters.vector("b" + letter));
    return Sequences.stack(builder, cell.unroll(in, letter.equals("B")), in.external());
  }

  /** h = φ(N(x W) + N(h₋ R) + b), where N normalises the layer or does nothing. */
  static Value simple(ProgramBuilder builder, SimpleRnn layer, Parameters parameters, Value in) {
    requireSequence(builder, layer, in);
    INDArray weights = parameters.copy("W");
    Recurrence recurrence = new Recurrence(builder, parameters.copy("RW"));
    INDArray bias = parameters.vector("b");
    int units = (int) layer.getNOut();
    Value all = in.shaped(in.dim(0), units);
    INDArray gains = null;
    if (layer.hasLayerNorm()) {
      gains = parameters.vector("g");
      builder.add(new Dense(in, all, weights, null));
      all = NormalisationRules.standardised(builder, all, part(gains, 0, units), bias);
    } else {
      builder.add(new Dense(in, all, weights, bias));
    }
    List<Value> steps = new ArrayList<>();
    for (int time = 0; time < in.dim(0); time++) {
      Value z = Sequences.step(builder, all, time);
      if (time > 0) {
        Value before = recurrence.of(steps.get(time - 1));
        if (gains != null) {
          before =
              NormalisationRules.standardised(
                  builder, before, part(gains, units, units), Nd4j.zerosLike(bias));
        }
        z = Arithmetic.sum(builder, z, before);
      }
      steps.add(Activations.lower(builder, layer.getActivationFn(), z));
    }
    return Sequences.stack(builder, steps, in.external());
  }

  private static INDArray part(INDArray vector, int first, int count) {
    return vector.get(NDArrayIndex.interval(first, first + count)).dup();
  }

  private static void requireSequence(ProgramBuilder builder, BaseRecurrentLayer layer, Value in) {
    Sequences.require(builder, in, layer.getRnnDataFormat());
    DenseRules.requireFeatures(builder, in, layer.getNIn());
  }

  static Value output(
      ProgramBuilder builder, RnnOutputLayer layer, Parameters parameters, Value in) {
    Sequences.require(builder, in, layer.getRnnDataFormat());
    DenseRules.requireFeatures(builder, in, layer.getNIn());
    Value out = in.shaped(in.dim(0), (int) layer.getNOut());
    INDArray weights = parameters.copy("W");
    builder.add(new Dense(in, out, weights, parameters.bias()));
    return Activations.overFeatures(builder, layer.getActivationFn(), out);
  }

  static Value loss(ProgramBuilder builder, RnnLossLayer layer, Value in) {
    Sequences.require(builder, in, layer.getRnnDataFormat());
    return Activations.overFeatures(builder, layer.getActivationFn(), in);
  }

  /** A layer forwards and its twin on the reversed sequence. */
  static Value bidirectional(
      ProgramBuilder builder, Bidirectional layer, Parameters parameters, Value in) {
    Sequences.require(builder, in, layer.getRNNDataFormat());
    Value forwards = LayerRules.lower(builder, layer.getFwd(), parameters.of("f"), in);
    Value reversed = Sequences.reverse(builder, in);
    Value backwards = LayerRules.lower(builder, layer.getBwd(), parameters.of("b"), reversed);
    if (backwards.rank() == 2) {
      backwards = Sequences.reverse(builder, backwards);
    }
    List<Value> both = List.of(forwards, backwards);
    Value out = forwards.alike();
    return switch (layer.getMode()) {
      case ADD -> builder.add(new Sum(both, out));
      case MUL -> builder.add(new Product(both, out));
      case AVERAGE -> Arithmetic.affine(builder, builder.add(new Sum(both, out)), 0.5, 0);
      case CONCAT -> builder.add(new Concatenation(both, wide(forwards)));
    };
  }

  private static Value wide(Value one) {
    int[] dims = one.dims();
    dims[dims.length - 1] *= 2;
    return one.shaped(dims);
  }

  static Value lastTimeStep(
      ProgramBuilder builder, LastTimeStep layer, Parameters parameters, Value in) {
    Value steps = LayerRules.lower(builder, layer.getUnderlying(), parameters, in);
    builder.requireRank(steps, 2, "a sequence");
    return Sequences.last(builder, steps);
  }

  static Value timeDistributed(
      ProgramBuilder builder, TimeDistributed layer, Parameters parameters, Value in) {
    Sequences.require(builder, in, layer.getRnnDataFormat());
    Layer underlying = layer.getUnderlying();
    if (underlying instanceof BaseRecurrentLayer) {
      throw builder.unsupported(underlying);
    }
    Value rows = Arithmetic.view(builder, in, new Value(in.dims(), AxisOrder.CHANNELS_LAST));
    Value out = LayerRules.lower(builder, underlying, parameters, rows);
    return Arithmetic.view(builder, out, new Value(out.dims(), in.external()));
  }

  static Value repeat(ProgramBuilder builder, RepeatVector layer, Value in) {
    builder.requireRank(in, 1, "(batch, features)");
    return Sequences.repeat(builder, in, layer.getN(), Sequences.layout(layer.getDataFormat()));
  }
}
