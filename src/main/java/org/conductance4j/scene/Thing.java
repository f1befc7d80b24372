package org.conductance4j.scene;

/** An object of the street that counts for the label. */
sealed interface Thing permits CarThing, SignThing, LightThing {

  SceneClass kind();

  /** What {@link #paint} covers. */
  Frame frame();

  /** Draws what holds the object up, outside its frame. */
  void paintSupport(Canvas canvas, Daylight light);

  void paint(Canvas canvas, Daylight light);
}
