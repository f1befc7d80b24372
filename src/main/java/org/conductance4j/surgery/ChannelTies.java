package org.conductance4j.surgery;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.conductance4j.config.InvalidInputException;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the channels that can only be removed together. A channel of a layer is tied to the same
 * channel in the layers before and after it, until a layer mixes channels.
 */
final class ChannelTies {

  private record Channel(String vertex, int index) {}

  private final GraphCopy graph;
  private final Map<String, Integer> widths;
  private final Map<String, BitSet> tied = new LinkedHashMap<>();
  private final Map<String, String> joints = new HashMap<>();
  private final Deque<Channel> open = new ArrayDeque<>();

  private ChannelTies(GraphCopy graph, Map<String, Integer> widths) {
    this.graph = graph;
    this.widths = widths;
  }

  /**
   * Finds the channels that are tied to some channels of a layer.
   *
   * @param widths number of channels of each vertex
   * @throws InvalidInputException if they reach the input, the output or an unknown kind of vertex
   */
  static ChannelTies of(
      GraphCopy graph, Map<String, Integer> widths, String layer, int... channels) {
    ChannelTies ties = new ChannelTies(graph, widths);
    for (int channel : channels) {
      ties.tie(layer, channel, null);
    }
    while (!ties.open.isEmpty()) {
      Channel next = ties.open.remove();
      ties.followReaders(next);
      ties.followInputs(next);
    }
    return ties;
  }

  Set<String> vertices() {
    return tied.keySet();
  }

  /** The channels of a vertex that are removed. */
  BitSet of(String vertex) {
    return (BitSet) tied.getOrDefault(vertex, new BitSet()).clone();
  }

  /** The vertex with several inputs through which a vertex is tied, if there is one. */
  @Nullable String joint(String vertex) {
    return joints.get(vertex);
  }

  private void tie(String vertex, int channel, @Nullable String joint) {
    BitSet channels = tied.computeIfAbsent(vertex, key -> new BitSet());
    if (!channels.get(channel)) {
      channels.set(channel);
      open.add(new Channel(vertex, channel));
      if (joint != null) {
        joints.putIfAbsent(vertex, joint);
      }
    }
  }

  private void followReaders(Channel channel) {
    String vertex = channel.vertex();
    if (graph.isOutput(vertex)) {
      throw refusal(vertex, "is the network's output and must keep its channels", channel);
    }
    for (String reader : graph.readers(vertex)) {
      Flow flow = flow(reader);
      if (flow instanceof Flow.Opaque opaque) {
        throw refusal(
            reader, "does not let channels be followed (" + opaque.reason() + ")", channel);
      }
      if (flow instanceof Flow.Mixing) {
        continue;
      }
      List<String> inputs = graph.inputs(reader);
      for (int slot = 0; slot < inputs.size(); slot++) {
        if (inputs.get(slot).equals(vertex)) {
          boolean adds = inputs.size() > 1 && !(flow instanceof Flow.Merging);
          String joint = adds ? reader : joints.get(vertex);
          for (int feature : flattening(reader).features(channel.index())) {
            tie(reader, feature + offset(reader, flow, slot), joint);
          }
        }
      }
    }
  }

  private void followInputs(Channel channel) {
    String vertex = channel.vertex();
    if (graph.isInput(vertex)) {
      throw refusal(vertex, "is the network's input and must keep its channels", channel);
    }
    Flow flow = flow(vertex);
    if (flow instanceof Flow.Mixing mixing) {
      if (!mixing.makesFreely()) {
        throw refusal(
            vertex,
            "makes channels that depend on each other, of which none can be removed",
            channel);
      }
      return;
    }
    if (flow instanceof Flow.Opaque opaque) {
      throw refusal(vertex, "does not let channels be followed (" + opaque.reason() + ")", channel);
    }
    List<String> inputs = graph.inputs(vertex);
    String joint = inputs.size() > 1 ? vertex : joints.get(vertex);
    for (int slot = 0; slot < inputs.size(); slot++) {
      int own = channel.index() - offset(vertex, flow, slot);
      if (own >= 0 && (!(flow instanceof Flow.Merging) || own < width(inputs.get(slot)))) {
        boolean merged = flow instanceof Flow.Merging;
        tie(inputs.get(slot), flattening(vertex).channel(own), merged ? joints.get(vertex) : joint);
      }
    }
  }

  private Flow flow(String vertex) {
    Flow flow = Flow.of(graph, vertex);
    List<String> inputs = graph.inputs(vertex);
    boolean wide = inputs.stream().mapToInt(this::width).sum() == width(vertex);
    if (flow instanceof Flow.Merging && !wide) {
      return new Flow.Opaque("a merge along another axis");
    }
    boolean same = inputs.stream().allMatch(input -> width(input) == width(vertex));
    if (flow instanceof Flow.Channelwise && inputs.size() > 1 && !same) {
      return new Flow.Opaque("inputs of different widths");
    }
    return flow;
  }

  private int offset(String vertex, Flow flow, int slot) {
    return flow instanceof Flow.Merging
        ? graph.inputs(vertex).subList(0, slot).stream().mapToInt(this::width).sum()
        : 0;
  }

  /** Number of channels of a vertex. */
  int width(String vertex) {
    return Objects.requireNonNull(widths.get(vertex), vertex);
  }

  private Flattening flattening(String vertex) {
    return Flattening.at(graph, vertex);
  }

  private InvalidInputException refusal(String where, String rule, Channel channel) {
    String joint = joints.get(channel.vertex());
    Layer layer = graph.isInput(where) ? null : graph.layer(where);
    return InvalidInputException.of(
        layer == null
            ? "vertex '" + where + "'"
            : "layer '" + where + "' (" + layer.getClass().getSimpleName() + ")",
        rule,
        "channel "
            + channel.index()
            + " of '"
            + channel.vertex()
            + "' to remove"
            + (joint == null ? "" : ", which '" + joint + "' ties to the pruned layer"),
        "prune without removing channels");
  }
}
