package org.conductance4j.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Lowers recurrent layers, step by step, and the layers around sequences. */
final class RecurrentRules {

  private RecurrentRules() {}

  /** With or without peepholes: the recurrent weights tell. */
  static Value lstm(
      Emitter emitter, AbstractLSTM layer, Map<String, INDArray> parameters, Value in) {
    requireSequence(emitter, layer, in);
    LstmCell cell =
        new LstmCell(
            emitter,
            layer.getActivationFn(),
            layer.getGateActivationFn(),
            Parameters.required(emitter, parameters, "W"),
            Parameters.required(emitter, parameters, "RW"),
            emitter.vector(Parameters.required(emitter, parameters, "b")));
    return Sequences.stack(emitter, cell.unroll(in, false), in.external());
  }

  /** The sum of two directions. */
  @SuppressWarnings("deprecation") // trained networks have it
  static Value gravesBidirectional(
      Emitter emitter, GravesBidirectionalLSTM layer, Map<String, INDArray> parameters, Value in) {
    requireSequence(emitter, layer, in);
    List<Value> directions = new ArrayList<>();
    for (String direction : List.of("F", "B")) {
      LstmCell cell =
          new LstmCell(
              emitter,
              layer.getActivationFn(),
              layer.getGateActivationFn(),
              Parameters.required(emitter, parameters, "W" + direction),
              Parameters.required(emitter, parameters, "RW" + direction),
              emitter.vector(Parameters.required(emitter, parameters, "b" + direction)));
      List<Value> steps = cell.unroll(in, direction.equals("B"));
      directions.add(Sequences.stack(emitter, steps, in.external()));
    }
    Value first = directions.get(0);
    return emitter.add(new Sum(directions, first.alike()));
  }

  /** h = φ(N(x W) + N(h₋ R) + b), where N normalises the layer or does nothing. */
  static Value simple(
      Emitter emitter, SimpleRnn layer, Map<String, INDArray> parameters, Value in) {
    requireSequence(emitter, layer, in);
    INDArray weights = Parameters.required(emitter, parameters, "W");
    Recurrence recurrence = new Recurrence(emitter, Parameters.required(emitter, parameters, "RW"));
    INDArray bias = emitter.vector(Parameters.required(emitter, parameters, "b"));
    int units = (int) layer.getNOut();
    Value all = in.shaped(in.dim(0), units);
    INDArray gains = null;
    if (layer.hasLayerNorm()) {
      gains = emitter.vector(Parameters.required(emitter, parameters, "g"));
      emitter.add(new Dense(in, all, weights, null));
      all = NormalisationRules.standardised(emitter, all, part(gains, 0, units), bias);
    } else {
      emitter.add(new Dense(in, all, weights, bias));
    }
    List<Value> steps = new ArrayList<>();
    for (int time = 0; time < in.dim(0); time++) {
      Value z = Sequences.step(emitter, all, time);
      if (time > 0) {
        Value before = recurrence.of(steps.get(time - 1));
        if (gains != null) {
          before =
              NormalisationRules.standardised(
                  emitter, before, part(gains, units, units), Nd4j.zerosLike(bias));
        }
        z = Arithmetic.sum(emitter, z, before);
      }
      steps.add(Activations.lower(emitter, layer.getActivationFn(), z));
    }
    return Sequences.stack(emitter, steps, in.external());
  }

  private static INDArray part(INDArray vector, int first, int count) {
    return vector.get(NDArrayIndex.interval(first, first + count)).dup();
  }

  private static void requireSequence(Emitter emitter, BaseRecurrentLayer layer, Value in) {
    Sequences.require(emitter, in, layer.getRnnDataFormat());
    DenseRules.requireFeatures(emitter, in, layer.getNIn());
  }

  static Value output(
      Emitter emitter, RnnOutputLayer layer, Map<String, INDArray> parameters, Value in) {
    Sequences.require(emitter, in, layer.getRnnDataFormat());
    DenseRules.requireFeatures(emitter, in, layer.getNIn());
    Value out = in.shaped(in.dim(0), (int) layer.getNOut());
    INDArray weights = Parameters.required(emitter, parameters, "W");
    emitter.add(new Dense(in, out, weights, Parameters.bias(emitter, parameters)));
    return Activations.overFeatures(emitter, layer.getActivationFn(), out);
  }

  static Value loss(
      Emitter emitter, RnnLossLayer layer, Map<String, INDArray> parameters, Value in) {
    Sequences.require(emitter, in, layer.getRnnDataFormat());
    return Activations.overFeatures(emitter, layer.getActivationFn(), in);
  }

  /** A layer forwards and its twin on the reversed sequence. */
  static Value bidirectional(
      Emitter emitter, Bidirectional layer, Map<String, INDArray> parameters, Value in) {
    Sequences.require(emitter, in, layer.getRNNDataFormat());
    Value forwards = LayerRules.lower(emitter, layer.getFwd(), having("f", parameters), in);
    Value reversed = Sequences.reverse(emitter, in);
    Value backwards = LayerRules.lower(emitter, layer.getBwd(), having("b", parameters), reversed);
    if (backwards.rank() == 2) {
      backwards = Sequences.reverse(emitter, backwards);
    }
    List<Value> both = List.of(forwards, backwards);
    Value out = forwards.alike();
    return switch (layer.getMode()) {
      case ADD -> emitter.add(new Sum(both, out));
      case MUL -> emitter.add(new Product(both, out));
      case AVERAGE -> Arithmetic.affine(emitter, emitter.add(new Sum(both, out)), 0.5, 0);
      case CONCAT -> emitter.add(new Concatenation(both, wide(forwards)));
    };
  }

  private static Value wide(Value one) {
    int[] dims = one.dims();
    dims[dims.length - 1] *= 2;
    return one.shaped(dims);
  }

  /** The parameters whose keys start with a letter, without it. */
  private static Map<String, INDArray> having(String letter, Map<String, INDArray> parameters) {
    Map<String, INDArray> own = new HashMap<>();
    parameters.forEach(
        (key, parameter) -> {
          if (key.startsWith(letter)) {
            own.put(key.substring(1), parameter);
          }
        });
    return own;
  }

  static Value lastTimeStep(
      Emitter emitter, LastTimeStep layer, Map<String, INDArray> parameters, Value in) {
    Value steps = LayerRules.lower(emitter, layer.getUnderlying(), parameters, in);
    emitter.requireRank(steps, 2, "a sequence");
    return Sequences.last(emitter, steps);
  }

  static Value timeDistributed(
      Emitter emitter, TimeDistributed layer, Map<String, INDArray> parameters, Value in) {
    Sequences.require(emitter, in, layer.getRnnDataFormat());
    Layer underlying = layer.getUnderlying();
    if (underlying instanceof BaseRecurrentLayer) {
      throw emitter.unsupported(underlying);
    }
    Value rows = Arithmetic.view(emitter, in, new Value(in.dims(), Layout.CHANNELS_LAST));
    Value out = LayerRules.lower(emitter, underlying, parameters, rows);
    return Arithmetic.view(emitter, out, new Value(out.dims(), in.external()));
  }

  static Value repeat(
      Emitter emitter, RepeatVector layer, Map<String, INDArray> parameters, Value in) {
    emitter.requireRank(in, 1, "(batch, features)");
    return Sequences.repeat(emitter, in, layer.getN(), Sequences.layout(layer.getDataFormat()));
  }
}
