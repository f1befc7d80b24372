package org.conductance4j.experiment.batch;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.question.InputScale;
import org.conductance4j.attribution.question.Region;
import org.conductance4j.attribution.question.RegionParser;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.config.NearMatches;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.ProgramInput;

/**
 * Regions of one of a network's inputs: {@code NAME} for all of it, {@code NAME=R} or {@code
 * NAME/R} for a region of it. The name may be left out where there is one input.
 */
final class InputRegions {

  private InputRegions() {}

  /** Reads regions, masks from a folder. */
  static List<Region> parse(Program program, InputScale scale, String text, Path folder) {
    List<ProgramInput> inputs = program.inputs();
    if (inputs.size() == 1) {
      String name = inputs.get(0).name();
      String own = text.startsWith(name + "=") ? text.substring(name.length() + 1) : text;
      return RegionParser.of(program, folder).reading(scale).parseAll(own);
    }
    ProgramInput input =
        inputs.stream()
            .filter(
                one ->
                    text.equals(one.name())
                        || text.startsWith(one.name() + "/")
                        || text.startsWith(one.name() + "="))
            .max(Comparator.comparingInt(one -> one.name().length()))
            .orElseThrow(() -> unknown(text, inputs));
    int[] shape = input.extents();
    String own = text.substring(Math.min(input.name().length() + 1, text.length()));
    List<Region> regions =
        text.equals(input.name())
            ? List.of(Region.everything(shape))
            : RegionParser.of(program, inputs.indexOf(input), folder).parseAll(own);
    return regions.stream().map(region -> within(program, input, region)).toList();
  }

  private static InvalidInputException unknown(String text, List<ProgramInput> inputs) {
    String name = text.substring(0, text.indexOf('/') < 0 ? text.length() : text.indexOf('/'));
    return InvalidInputException.of(
        "region",
        "begins with the name of an input, as in NAME/box:0,8,0,8",
        "'" + name + "'",
        NearMatches.remedy(name, inputs.stream().map(ProgramInput::name).toList()));
  }

  private static Region within(Program program, ProgramInput input, Region region) {
    double[] ones = new double[input.length()];
    Arrays.fill(ones, 1);
    double[] mask = new double[Tensor.length(program.inputShape())];
    System.arraycopy(region.restrict(ones), 0, mask, input.start(), ones.length);
    return Region.mask(program.inputShape(), Tensor.of(program.inputShape(), mask));
  }
}
