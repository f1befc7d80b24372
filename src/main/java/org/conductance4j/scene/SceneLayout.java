package org.conductance4j.scene;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Where the objects of a scene are, decided before anything is drawn. The frames of objects never
 * overlap, so that each object can be seen and covered alone.
 *
 * @param horizon its y
 * @param things lights, then signs, then cars
 */
record SceneLayout(double horizon, List<Thing> things) {

  private static final int TRIES = 60;
  private static final double GAP = 0.035;

  static SceneLayout plan(Dice dice, int lights) {
    double horizon = dice.between(0.45, 0.62);
    SceneClass subject = subject(dice, lights);
    boolean signs =
        switch (subject) {
          case STREET_SIGN -> true;
          case TRAFFIC_LIGHT -> dice.chance(0.25);
          case CAR, STREET -> false;
        };
    boolean cars =
        switch (subject) {
          case CAR -> true;
          case TRAFFIC_LIGHT, STREET_SIGN -> dice.chance(0.4);
          case STREET -> false;
        };
    List<Thing> things = new ArrayList<>();
    if (subject == SceneClass.TRAFFIC_LIGHT) {
      int count = lights == SceneOptions.ANY_LIGHTS ? dice.whole(1, 3) : lights;
      double height = dice.between(0.17, 0.34);
      // Several lights of one crossing are about equally far away, and they need space.
      double most = count == 1 ? height : Math.min(height, 0.30);
      while (things.size() < count) {
        double own = Math.max(0.16, most * dice.between(0.8, 1));
        if (!place(things, () -> LightThing.draw(dice, own, horizon))) {
          things.clear();
        }
      }
    }
    if (signs) {
      int count = dice.chance(0.8) ? 1 : 2;
      for (int i = 0; i < count; i++) {
        place(things, () -> SignThing.draw(dice, horizon));
      }
    }
    if (cars) {
      int count = dice.whole(1, 2);
      for (int i = 0; i < count; i++) {
        place(things, () -> CarThing.draw(dice, horizon));
      }
    }
    return new SceneLayout(horizon, List.copyOf(things));
  }

  private static SceneClass subject(Dice dice, int lights) {
    double draw = dice.between(0, 1);
    if (lights > 0 || (lights == SceneOptions.ANY_LIGHTS && draw < 0.34)) {
      return SceneClass.TRAFFIC_LIGHT;
    }
    double rest = dice.between(0, 3);
    return rest < 1 ? SceneClass.STREET : rest < 2 ? SceneClass.CAR : SceneClass.STREET_SIGN;
  }

  private static boolean place(List<Thing> things, Supplier<Thing> draw) {
    for (int i = 0; i < TRIES; i++) {
      Thing thing = draw.get();
      if (things.stream().noneMatch(t -> t.frame().overlaps(thing.frame(), GAP))) {
        things.add(thing);
        return true;
      }
    }
    return false;
  }
}
