package org.conductance4j.training;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.conductance4j.scene.PixelBox;
import org.conductance4j.scene.Scene;
import org.conductance4j.scene.SceneClass;
import org.conductance4j.scene.SceneObject;

/**
 * Changes scenes so that a network learns from objects only, and from each on its own. It changes
 * the brightness, flattens backgrounds, covers objects and makes flat pictures. The label is that
 * of the objects that remain.
 */
final class Augmenter {

  private static final double BLACK = 0.4;

  private final AugmentationOptions options;
  private final SplittableRandom random;

  Augmenter(AugmentationOptions options, SplittableRandom random) {
    this.options = options;
    this.random = random;
  }

  Example change(Scene scene) {
    TrainingPicture picture = TrainingPicture.of(scene);
    SceneClass label = scene.label();
    double draw = random.nextDouble();
    List<SceneObject> chosen = some(scene.objects());
    if (random.nextDouble() < options.flatPictures()) {
      picture.fillOutside(List.of(), colour());
      label = SceneClass.STREET;
    } else if (!chosen.isEmpty() && draw < options.flatBackground()) {
      picture.fillOutside(boxes(chosen), colour());
      label = SceneClass.of(chosen);
    } else if (!chosen.isEmpty() && draw < options.flatBackground() + options.covered()) {
      boxes(chosen).forEach(box -> picture.fill(box, colour()));
      label = SceneClass.of(scene.objects().stream().filter(o -> !chosen.contains(o)).toList());
    }
    double darkness = random.nextDouble();
    picture.scale(Math.exp(darkness * darkness * Math.log(options.darkest())));
    return new Example(picture.values(), label);
  }

  /** A random non-empty choice of the objects; empty only if there are none. */
  private List<SceneObject> some(List<SceneObject> objects) {
    List<SceneObject> chosen = new ArrayList<>();
    while (chosen.isEmpty() && !objects.isEmpty()) {
      objects.stream().filter(object -> random.nextBoolean()).forEach(chosen::add);
    }
    return chosen;
  }

  private static List<PixelBox> boxes(List<SceneObject> objects) {
    return objects.stream().map(SceneObject::box).toList();
  }

  private float[] colour() {
    if (random.nextDouble() < BLACK) {
      return new float[3];
    }
    return new float[] {level(), level(), level()};
  }

  private float level() {
    return (float) random.nextDouble();
  }
}
