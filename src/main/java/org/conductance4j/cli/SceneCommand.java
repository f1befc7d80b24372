package org.conductance4j.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.config.RecordJson;
import org.conductance4j.scene.PixelBox;
import org.conductance4j.scene.Scene;
import org.conductance4j.scene.SceneGenerator;
import org.conductance4j.scene.SceneObject;
import org.conductance4j.scene.SceneOptions;
import org.conductance4j.scene.ScenePng;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Draws one street scene: a PNG file, and the boxes of its objects on standard output. */
@Command(
    name = "scene",
    description = "Draw one street scene; prints the boxes of its objects as JSON.")
final class SceneCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--seed",
      required = true,
      paramLabel = "S",
      description = "Decides everything in the scene.")
  private long seed;

  @Option(
      names = "--lights",
      paramLabel = "N",
      description = "Number of traffic lights, 0 to 3; the seed decides if not given.")
  private @Nullable Integer lights;

  @Option(
      names = "--size",
      paramLabel = "N",
      description = "Rows and columns (default: ${DEFAULT-VALUE}).")
  private int size = SceneOptions.DEFAULT_SIZE;

  @Option(names = "--out", required = true, paramLabel = "FILE.png", description = "The picture.")
  private Path out;

  @Override
  public Integer call() {
    Integer count = lights;
    if (count != null && count < 0) {
      throw InvalidInputException.of(
          "--lights",
          "needs 0 to " + SceneOptions.MOST_LIGHTS + " traffic lights",
          count,
          "leave it out to let the seed decide");
    }
    int many = count == null ? SceneOptions.ANY_LIGHTS : count;
    Scene scene = SceneGenerator.generate(new SceneOptions(seed, size, many));
    ScenePng.write(scene, out);
    List<Entry> objects = scene.objects().stream().map(Entry::of).toList();
    Line line = new Line(seed, scene.size(), scene.label().label(), objects);
    spec.commandLine().getOut().println(RecordJson.line(line));
    return 0;
  }

  private record Line(long seed, int size, String label, List<Entry> objects) {}

  private record Entry(String kind, List<Integer> box, String region) {

    static Entry of(SceneObject object) {
      PixelBox box = object.box();
      return new Entry(
          object.kind().label(),
          List.of(box.row0(), box.row1(), box.column0(), box.column1()),
          box.toRegion());
    }
  }
}
