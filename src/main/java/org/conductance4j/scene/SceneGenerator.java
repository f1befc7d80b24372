package org.conductance4j.scene;

import java.util.ArrayList;
import java.util.List;

/**
 * Draws street scenes from seeds. The same options give the same bytes on every machine and Java
 * version, because drawing only adds, multiplies, divides and takes square roots of {@code double}.
 */
public final class SceneGenerator {

  private SceneGenerator() {}

  /**
   * Draws one scene.
   *
   * @param options seed, size and number of lights
   * @return the scene
   */
  public static Scene generate(SceneOptions options) {
    Dice dice = new Dice(options.seed());
    SceneLayout layout = SceneLayout.plan(dice, options.lights());
    Canvas canvas = new Canvas(options.size());
    Daylight light = Daylight.draw(dice);
    Backdrop.paint(canvas, dice, light, layout.horizon());
    layout.things().forEach(thing -> thing.paintSupport(canvas, light));
    for (int i = layout.things().size() - 1; i >= 0; i--) {
      layout.things().get(i).paint(canvas, light);
    }
    List<SceneObject> objects = new ArrayList<>();
    layout.things().forEach(t -> objects.add(new SceneObject(t.kind(), canvas.pixels(t.frame()))));
    return new Scene(options.size(), canvas.finish(dice, light.grain()), objects);
  }
}
