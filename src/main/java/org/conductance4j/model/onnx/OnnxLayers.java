package org.conductance4j.model.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.conductance4j.config.InvalidInputException;

/**
 * The names of a file's layers. A module's output is the last tensor that is made inside of it,
 * read outside of it, and depends on the input; which module a node lies in, the exporters of
 * PyTorch and tf2onnx write into it. Where an exporter folded a batch normalisation into a
 * convolution, the module that lost its output is refused by name.
 */
public final class OnnxLayers {

  private static final String WEIGHT = ".weight";

  private final OnnxGraph graph;
  private final Map<String, Set<String>> outputsOfModules = new LinkedHashMap<>();
  private final Map<String, List<String>> names = new LinkedHashMap<>();
  private final Map<String, String> aliases = new LinkedHashMap<>();
  private final Map<String, String> folded = new LinkedHashMap<>();

  private OnnxLayers(OnnxGraph graph) {
    this.graph = graph;
  }

  static OnnxLayers of(OnnxGraph graph) {
    OnnxLayers layers = new OnnxLayers(graph);
    layers.read();
    return layers;
  }

  private void read() {
    List<List<String>> scopes = new ArrayList<>();
    Map<String, Set<Integer>> readers = new HashMap<>();
    for (int i = 0; i < graph.nodes().size(); i++) {
      OnnxNode node = graph.nodes().get(i);
      scopes.add(scopes(node));
      for (String read : node.reads()) {
        readers.computeIfAbsent(read, name -> new HashSet<>()).add(i);
      }
    }
    Set<String> ends = new HashSet<>();
    graph.outputs().forEach(output -> ends.add(output.name()));
    Set<String> live = live();
    for (int i = 0; i < graph.nodes().size(); i++) {
      OnnxNode node = graph.nodes().get(i);
      findFolded(node, scopes.get(i));
      for (String output : node.outputs()) {
        if (output.isEmpty() || !live.contains(output)) {
          continue;
        }
        for (String module : new LinkedHashSet<>(scopes.get(i))) {
          boolean leaves =
              ends.contains(output)
                  || readers.getOrDefault(output, Set.of()).stream()
                      .anyMatch(reader -> !scopes.get(reader).contains(module));
          if (leaves) {
            Set<String> all =
                outputsOfModules.computeIfAbsent(module, name -> new LinkedHashSet<>());
            all.remove(output);
            all.add(output);
          }
        }
      }
    }
    name(live);
  }

  private void name(Set<String> live) {
    outputsOfModules.keySet().removeAll(folded.keySet());
    outputsOfModules.forEach(
        (module, tensors) -> {
          String last = "";
          for (String tensor : tensors) {
            last = tensor;
          }
          names.computeIfAbsent(last, tensor -> new ArrayList<>()).add(module);
        });
    for (OnnxNode node : graph.nodes()) {
      for (String output : node.outputs()) {
        if (!live.contains(output)) {
          continue;
        }
        String shown =
            names.computeIfAbsent(output, tensor -> new ArrayList<>(List.of(tensor))).get(0);
        aliases.putIfAbsent(output, shown);
        aliases.putIfAbsent(output.replace(":0", ""), shown);
      }
    }
    for (OnnxNode node : graph.nodes()) {
      String shown = aliases.get(node.output());
      if (shown != null && !node.name().isEmpty()) {
        aliases.putIfAbsent(node.name(), shown);
      }
    }
    outputsOfModules.keySet().forEach(module -> aliases.put(module, module));
  }

  /** Tensors that depend on an input by more than its extents. */
  private Set<String> live() {
    Set<String> live = new HashSet<>();
    graph.inputs().forEach(input -> live.add(input.name()));
    for (OnnxNode node : graph.nodes()) {
      boolean shapeOnly =
          switch (node.op()) {
            case "Shape", "Size", "ConstantOfShape", "EyeLike" -> true;
            default -> false;
          };
      if (!shapeOnly && node.reads().stream().anyMatch(live::contains)) {
        live.addAll(node.outputs());
      }
    }
    live.remove("");
    return live;
  }

  /** The modules that a node lies in, from the outside in. */
  private static List<String> scopes(OnnxNode node) {
    if (!node.scopes().isEmpty()) {
      return node.scopes();
    }
    String name = node.name();
    if (name.isEmpty()) {
      String output = node.output();
      name = output.substring(0, Math.max(0, output.lastIndexOf('/'))) + "/";
    }
    String[] parts = name.split("/", -1);
    List<String> found = new ArrayList<>();
    if (!name.startsWith("/")) {
      StringBuilder path = new StringBuilder();
      for (int i = 0; i < parts.length - 1; i++) {
        path.append(i == 0 ? "" : "/").append(parts[i]);
        found.add(path.toString());
      }
      return found;
    }
    String path = "";
    for (int i = 1; i < parts.length - 1; i++) {
      boolean child = i > 1 && parts[i].startsWith(parts[i - 1] + ".");
      path =
          child
              ? path + parts[i].substring(parts[i - 1].length())
              : path.isEmpty() ? parts[i] : path + "." + parts[i];
      found.add(path);
    }
    return found;
  }

  /** Modules whose output a convolution no longer gives, since a normalisation is in it. */
  private void findFolded(OnnxNode node, List<String> scopes) {
    boolean convolves = node.op().equals("Conv") || node.op().equals("ConvTranspose");
    String weight = node.input(1);
    if (!convolves || scopes.isEmpty()) {
      return;
    }
    if (node.rewritten() && weight.endsWith(WEIGHT)) {
      String module = weight.substring(0, weight.length() - WEIGHT.length());
      for (String part = module; !part.isEmpty(); part = outside(part)) {
        if (!scopes.contains(part)) {
          folded.putIfAbsent(part, node.output());
        }
      }
    } else if (node.name().startsWith("/") && weight.startsWith("onnx::")) {
      folded.putIfAbsent(scopes.get(scopes.size() - 1), node.output());
    }
  }

  private static String outside(String module) {
    return module.substring(0, Math.max(0, module.lastIndexOf('.')));
  }

  /** {@return all tensors that depend on an input} */
  public Set<String> tensors() {
    return Set.copyOf(names.keySet());
  }

  /** {@return the tensors that modules give} */
  public Set<String> outputsOfModules() {
    Set<String> tensors = new HashSet<>();
    names.forEach(
        (tensor, shown) -> {
          if (outputsOfModules.containsKey(shown.get(0))) {
            tensors.add(tensor);
          }
        });
    return tensors;
  }

  /**
   * The names under which a tensor is shown: the modules whose output it is, or its own.
   *
   * @param tensor its name in the file
   * @return at least one name
   */
  public List<String> namesOf(String tensor) {
    return names.getOrDefault(tensor, List.of(tensor));
  }

  /**
   * What a user's name of a layer is shown as: a module, else a tensor, else a node.
   *
   * @param name of any of them, known or not
   * @return the name that is shown, or the argument itself where nothing is called so
   * @throws InvalidInputException for a module whose output the file no longer holds
   */
  public String resolve(String name) {
    String tensor = folded.get(name);
    if (tensor != null && !outputsOfModules.containsKey(name)) {
      throw InvalidInputException.of(
          "layer '" + name + "'",
          "must have its output in the file",
          "a convolution with the batch normalisation behind it folded in",
          "'" + namesOf(tensor).get(0) + "' is the output of both, or export it without folding");
    }
    return aliases.getOrDefault(name, name);
  }
}
