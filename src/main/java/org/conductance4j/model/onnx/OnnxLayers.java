package org.conductance4j.model.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.config.NearMatches;

/**
 * The names of a file's layers. A module's output is the last tensor that is made inside of it,
 * read outside of it, and depends on the input; which module a node lies in, the exporters of
 * PyTorch and tf2onnx write into it. A module that lost its output in the file is refused with the
 * reason, never replaced by another tensor.
 */
public final class OnnxLayers {

  private static final String WEIGHT = ".weight";

  /** What PyTorch calls the convolution in front of {@code bn1}, be it a module of several. */
  private static final Pattern NUMBERED = Pattern.compile("conv\\d+");

  /** Modules that often leave no operation in a file. */
  private static final Pattern FLEETING = Pattern.compile("(?i).*(drop|norm|bn|identity|\\d).*");

  private final OnnxGraph graph;
  private final Map<String, Set<String>> outputsOfModules = new LinkedHashMap<>();
  private final Map<String, List<String>> names = new LinkedHashMap<>();
  private final Map<String, String> aliases = new LinkedHashMap<>();
  private final Map<String, Lost> lost = new LinkedHashMap<>();
  private final Set<String> modules = new LinkedHashSet<>();
  private String wrapper = "";

  /**
   * Why a module has no output.
   *
   * @param found what the file has instead
   * @param tensor where that is
   * @param remedy what follows the tensor's name
   */
  private record Lost(String found, String tensor, String remedy) {}

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
    scopes.forEach(modules::addAll);
    wrapper =
        scopes.stream()
            .filter(path -> !path.isEmpty())
            .reduce(OnnxLayers::common)
            .map(path -> path.isEmpty() ? "" : path.get(path.size() - 1))
            .orElse("");
    findCalls(scopes);
    findEnds();
    name(live);
  }

  private static List<String> common(List<String> first, List<String> second) {
    int length = Math.min(first.size(), second.size());
    int same = 0;
    while (same < length && first.get(same).equals(second.get(same))) {
      same++;
    }
    return first.subList(0, same);
  }

  /** Modules that TorchScript ran several times: it numbers the calls from the second on. */
  private void findCalls(List<List<String>> scopes) {
    Map<String, Set<String>> weights = new HashMap<>();
    for (int i = 0; i < scopes.size(); i++) {
      List<String> own = graph.nodes().get(i).inputs().stream().filter(this::isWeight).toList();
      for (String module : scopes.get(i)) {
        weights.computeIfAbsent(module, name -> new HashSet<>()).addAll(own);
      }
    }
    for (String module : outputsOfModules.keySet()) {
      Set<String> read = weights.getOrDefault(module, Set.of());
      String last = module;
      for (int call = 1; outputsOfModules.containsKey(module + "_" + call); call++) {
        last = module + "_" + call;
      }
      String first = last(module);
      boolean shared =
          read.isEmpty() || !Collections.disjoint(read, weights.getOrDefault(last, Set.of()));
      if (!last.equals(module) && first.startsWith("/") && shared) {
        String remedy = "is the first and '" + last + "' the last";
        lost.putIfAbsent(module, new Lost("several calls of it", first, remedy));
      }
    }
  }

  private boolean isWeight(String input) {
    OnnxTensor weight = graph.initialisers().get(input);
    return weight != null && weight.type().isReal() && weight.dims().length > 0;
  }

  /** Modules that end in a convolution whose normalisation stood behind them. */
  private void findEnds() {
    for (Lost convolution : List.copyOf(lost.values())) {
      for (String module : outputsOfModules.keySet()) {
        boolean ends = last(module).equals(convolution.tensor());
        if (ends && NUMBERED.matcher(local(module)).matches()) {
          lost.putIfAbsent(module, convolution);
        }
      }
    }
  }

  private String last(String module) {
    String last = "";
    for (String tensor : outputsOfModules.getOrDefault(module, Set.of())) {
      last = tensor;
    }
    return last;
  }

  private void name(Set<String> live) {
    outputsOfModules.keySet().removeAll(lost.keySet());
    for (String module : outputsOfModules.keySet()) {
      names.computeIfAbsent(last(module), tensor -> new ArrayList<>()).add(module);
    }
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
          lost.putIfAbsent(part, folded(node));
        }
      }
    } else if (node.name().startsWith("/") && weight.startsWith("onnx::")) {
      lost.putIfAbsent(scopes.get(scopes.size() - 1), folded(node));
    }
  }

  private static Lost folded(OnnxNode node) {
    return new Lost(
        "a convolution with the batch normalisation behind it folded in",
        node.output(),
        "is the output of both, or export it without folding");
  }

  private static int end(String module) {
    return Math.max(module.lastIndexOf('.'), module.lastIndexOf('/'));
  }

  private static String outside(String module) {
    return module.substring(0, Math.max(0, end(module)));
  }

  private static String local(String module) {
    return module.substring(end(module) + 1);
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
   * {@return the tensor that is shown under a name; empty if none is}
   *
   * @param shown one of the names of {@link #namesOf}
   */
  public Optional<String> tensorOf(String shown) {
    return names.entrySet().stream()
        .filter(entry -> entry.getValue().contains(shown))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /**
   * What a user's name of a layer is shown as: a module, else a tensor, else a node. Modules around
   * the whole network, and {@code bert} in {@code bert.encoder.layer.3}, may be left out of a
   * module's name where one module alone fits; so may {@code module} and {@code model} where the
   * file has none.
   *
   * @param name of any of them, known or not
   * @return the name that is shown, or the argument itself where nothing is called so
   * @throws InvalidInputException for a module whose output the file no longer holds
   */
  public String resolve(String name) {
    String module = isKnown(name) ? name : whole(name);
    Lost why = lost.get(module);
    if (why != null) {
      throw missing(name, why.found(), "'" + namesOf(why.tensor()).get(0) + "' " + why.remedy());
    }
    String shown = aliases.get(module);
    if (shown == null) {
      requireNoTrace(name);
    }
    return shown == null ? name : shown;
  }

  private boolean isKnown(String name) {
    return lost.containsKey(name) || aliases.containsKey(name);
  }

  /** The only module that a name without the modules around it can mean, else the name itself. */
  private String whole(String name) {
    for (String around : List.of("module.", "model.")) {
      String rest = name.startsWith(around) ? name.substring(around.length()) : "";
      if (!modules.contains(around.substring(0, around.length() - 1)) && isKnown(rest)) {
        return rest;
      }
    }
    if (!wrapper.isEmpty()) {
      for (char separator : new char[] {'.', '/'}) {
        String inside = wrapper + separator + name;
        if (isKnown(inside)) {
          return inside;
        }
      }
    }
    int first = name.indexOf('.');
    if (first < 0 || modules.contains(name.substring(0, first))) {
      return name;
    }
    List<String> fitting =
        outputsOfModules.keySet().stream().filter(module -> module.endsWith("." + name)).toList();
    return fitting.size() == 1 ? fitting.get(0) : name;
  }

  /** Refuses the name of what was a module of the network, but is none of the file. */
  private void requireNoTrace(String name) {
    if (modules.contains(name)) {
      throw missing(
          name, "constants alone", "it does not depend on the input: choose another layer");
    }
    String parent = outside(name);
    while (!parent.isEmpty() && !modules.contains(parent)) {
      parent = outside(parent);
    }
    if (parent.isEmpty() && !(end(name) < 0 && FLEETING.matcher(name).matches())) {
      return;
    }
    String convolution = convolutionBefore(name);
    throw missing(
        name,
        "no operation of this name",
        convolution.isEmpty()
            ? "dropout and identity leave none; "
                + NearMatches.remedy(name, outputsOfModules.keySet())
            : "a batch normalisation behind '"
                + local(convolution)
                + "' is in '"
                + namesOf(lostTensor(convolution)).get(0)
                + "', dropout and identity leave none");
  }

  private String lostTensor(String module) {
    Lost why = lost.get(module);
    return why == null ? "" : why.tensor();
  }

  /** The module with a folded normalisation that stands before this one, by their numbers. */
  private String convolutionBefore(String name) {
    String digits = local(name).replaceAll("\\D", "");
    boolean counts = digits.equals(local(name));
    List<String> before = new ArrayList<>();
    for (String module : lost.keySet()) {
      String number = local(module).replaceAll("\\D", "");
      boolean fits =
          counts
              ? digits.length() < 9
                  && local(module).equals(String.valueOf(Integer.parseInt(digits) - 1))
              : number.equals(digits);
      if (outside(module).equals(outside(name)) && fits) {
        before.add(module);
      }
    }
    return before.size() == 1 ? before.get(0) : "";
  }

  private static InvalidInputException missing(String name, String found, String remedy) {
    return InvalidInputException.of(
        "layer '" + name + "'", "must have its output in the file", found, remedy);
  }
}
