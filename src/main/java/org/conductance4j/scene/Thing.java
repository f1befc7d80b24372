package org.conductance4j.scene;

/** An object of the street that decides the label of a scene. */
sealed interface Thing permits CarThing, SignThing, LightThing {

  SceneClass kind();

  /** The rectangle that {@link #paint} covers. */
  Frame frame();

  /** Draws what holds the object up and lies outside its frame. */
  void paintSupport(Canvas canvas, Daylight light);

  void paint(Canvas canvas, Daylight light);
}
