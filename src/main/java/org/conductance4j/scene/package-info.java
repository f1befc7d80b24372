/**
 * Draws seeded street scenes. In: a seed, a size and a number of lights. Out: a picture with its
 * label and the boxes of its objects. Pure Java; every later package may call it.
 */
@NullMarked
package org.conductance4j.scene;

import org.jspecify.annotations.NullMarked;
