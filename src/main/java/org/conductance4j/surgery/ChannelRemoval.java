package org.conductance4j.surgery;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.conductance4j.array.Partition;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Layer;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.ProgramInput;
import org.conductance4j.pruning.Plan;
import org.conductance4j.pruning.Replacement;
import org.jspecify.annotations.Nullable;

/**
 * Removes the pruned channels of a layer from a network, together with every parameter that only
 * makes or reads them.
 *
 * <p>The rest of the network reads a constant from a pruned channel: 0, or what batch
 * normalisations and activations make of it. A 0 is dropped. Another constant moves into the bias
 * of the layer that reads it. If that layer pads with zeros, its output near the borders depends
 * less on the constant. One of the pruned channels then stays and replaces all the others.
 */
final class ChannelRemoval {

  private final GraphCopy graph;
  private final Program program;
  private final LayerPlan mask;
  private final int[] pruned;
  private final Map<String, Integer> widths = new HashMap<>();
  private final List<String> written = new ArrayList<>();
  private final Map<String, BitSet> zeroed = new HashMap<>();

  /** Prepares to remove whole channels from a copy; the program is the network's, unmasked. */
  ChannelRemoval(GraphCopy graph, Program program, LayerPlan mask) {
    this.graph = graph;
    this.program = program;
    this.mask = mask;
    this.pruned = mask.wholeChannels();
    for (String vertex : graph.order()) {
      widths.put(vertex, graph.isInput(vertex) ? inputWidth(vertex) : width(vertex));
    }
  }

  private int width(String vertex) {
    Layer layer = program.layer(vertex);
    return layer.shape().get(program.channelAxis(layer));
  }

  private int inputWidth(String input) {
    int axis = program.channelAxis(program.layer(graph.readers(input).get(0)));
    for (ProgramInput one : program.inputs()) {
      if (one.name().equals(input)) {
        int[] shape = one.extents();
        return shape[axis == 0 ? 0 : shape.length - 1];
      }
    }
    throw new IllegalStateException("prune: no input is called " + input);
  }

  /**
   * {@return the number of channels that were removed from the layer}
   *
   * @param masked the program with the pruned layer masked
   * @param examples inputs at which the constants are measured, one after the other
   * @throws InvalidInputException if a channel must stay; the message names the layer that needs it
   */
  int apply(Program masked, double... examples) {
    if (mask.plan().pruned() == 0) {
      return 0;
    }
    requireChannels();
    ChannelTies all = ties(pruned);
    Constants constants = Constants.of(graph, all, masked, mask.layer(), replacements(), examples);
    requireUnread(all, constants);
    boolean keeps = all.vertices().stream().anyMatch(each -> needsKept(each, all, constants));
    int kept = keeps ? choose(all, constants) : -1;
    fold(all, constants, kept);
    int[] gone = IntStream.of(pruned).filter(channel -> channel != kept).toArray();
    ChannelTies removed = ties(gone);
    new ChannelSlicer(graph, removed).apply();
    if (kept >= 0) {
      Masking masking = new Masking(graph, smaller(gone, kept));
      written.addAll(masking.write());
      zeroed.putAll(masking.zeroed());
    }
    return gone.length;
  }

  /** The layers whose weights were zeroed for the channel that stays. */
  List<String> written() {
    return List.copyOf(written);
  }

  /** The channels whose weights were zeroed for the channel that stays, by layer. */
  Map<String, BitSet> zeroed() {
    return Map.copyOf(zeroed);
  }

  private ChannelTies ties(int... channels) {
    return ChannelTies.of(graph, widths, mask.layer(), channels);
  }

  private void requireChannels() {
    if (pruned.length == 0 || !mask.isOfChannels()) {
      throw InvalidInputException.of(
          "layer '" + mask.layer() + "'",
          "needs whole channels to be removed",
          mask.plan().pruned() + " pruned neurons, which hold " + pruned.length + " of them",
          "prune by channel, or without removing them");
    }
  }

  private Map<Integer, Double> replacements() {
    Map<Integer, Double> replacements = new HashMap<>();
    double[] constants = mask.constants();
    for (int channel : pruned) {
      int[] neurons = mask.channels().elements(channel);
      double first = constants[neurons[0]];
      if (IntStream.of(neurons).anyMatch(neuron -> constants[neuron] != first)) {
        throw InvalidInputException.of(
            "layer '" + mask.layer() + "'",
            "needs one replacement a channel to remove it",
            "different ones in channel " + channel,
            "prune without removing channels");
      }
      replacements.put(channel, first);
    }
    return replacements;
  }

  /** Checks that every layer that mixes tied channels reads only constants from them. */
  private void requireUnread(ChannelTies ties, Constants constants) {
    for (String vertex : ties.vertices()) {
      for (String reader : readers(vertex)) {
        int[] live =
            ties.of(vertex).stream()
                .filter(channel -> constants.of(vertex, channel).isEmpty())
                .toArray();
        if (live.length > 0) {
          throw stillRead(vertex, reader, live[0], ties.joint(vertex));
        }
      }
    }
  }

  private static InvalidInputException stillRead(
      String vertex, String reader, int channel, @Nullable String joint) {
    String what = "channel " + channel + " of '" + vertex + "', which '" + reader + "' reads";
    return joint == null
        ? InvalidInputException.of(
            "layer '" + vertex + "'",
            "must have its pruned channels read as constants to remove them",
            what,
            "prune without removing channels")
        : InvalidInputException.of(
            "vertex '" + joint + "'",
            "forbids removing a channel of one of its inputs alone",
            what,
            "prune without removing channels, or a layer inside the branch");
  }

  /** Layers that read a vertex and mix its channels. */
  private List<String> readers(String vertex) {
    return graph.readers(vertex).stream()
        .filter(reader -> Flow.of(graph, reader) instanceof Flow.Mixing)
        .toList();
  }

  /** Whether a vertex hands on a constant other than 0 that no bias can replace. */
  private boolean needsKept(String vertex, ChannelTies ties, Constants constants) {
    return readers(vertex).stream().anyMatch(reader -> !BiasFolding.takes(graph, reader))
        && ties.of(vertex).stream().anyMatch(c -> constants.of(vertex, c).orElse(0) != 0);
  }

  /** The channel that stays for all: the one whose constants are farthest from 0. */
  private int choose(ChannelTies all, Constants constants) {
    int best = -1;
    double largest = 0;
    for (int channel : pruned) {
      ChannelTies own = ties(channel);
      double least = Double.POSITIVE_INFINITY;
      for (String vertex : all.vertices()) {
        if (needsKept(vertex, all, constants)) {
          BitSet mine = own.of(vertex);
          double value = constants.of(vertex, mine.nextSetBit(0)).orElse(0);
          least = mine.cardinality() == 1 ? Math.min(least, Math.abs(value)) : 0;
        }
      }
      if (least > largest) {
        largest = least;
        best = channel;
      }
    }
    if (best < 0 || pruned.length < 2) {
      throw InvalidInputException.of(
          "layer '" + mask.layer() + "'",
          "becomes a constant other than 0 before a layer that pads with zeros, so that one pruned"
              + " channel must stay to stand for it",
          pruned.length + " to remove",
          "prune more channels, or a layer behind the activation");
    }
    return best;
  }

  private void fold(ChannelTies all, Constants constants, int kept) {
    ChannelTies own = kept < 0 ? null : ties(kept);
    for (String vertex : all.vertices()) {
      for (String reader : readers(vertex)) {
        if (BiasFolding.takes(graph, reader)) {
          BitSet gone = all.of(vertex);
          if (own != null) {
            gone.andNot(own.of(vertex));
          }
          BiasFolding.intoBias(graph, reader, gone, c -> value(constants, vertex, c));
        } else if (own != null
            && all.of(vertex).stream().anyMatch(c -> value(constants, vertex, c) != 0)) {
          int stays = own.of(vertex).nextSetBit(0);
          BiasFolding.intoChannel(
              graph, reader, all.of(vertex), stays, c -> value(constants, vertex, c));
        }
      }
    }
  }

  private static double value(Constants constants, String vertex, int channel) {
    OptionalDouble value = constants.of(vertex, channel);
    return value.orElseThrow();
  }

  /** The plan that masks the channel that stays, in the layer's smaller shape. */
  private LayerPlan smaller(int[] gone, int kept) {
    int axis = mask.axis();
    int[] shape = mask.extents();
    shape[axis] -= gone.length;
    Partition channels = Partition.along(axis, shape);
    int place = kept - (int) IntStream.of(gone).filter(channel -> channel < kept).count();
    double[] constants = new double[Tensor.length(shape)];
    Arrays.fill(constants, mask.constants()[mask.channels().elements(kept)[0]]);
    Replacement constant = Replacement.baseline(Tensor.of(shape, constants));
    return new LayerPlan(
        mask.layer(),
        Arrays.stream(shape).boxed().toList(),
        axis,
        Plan.of(shape, channels.elements(place), constant));
  }
}
