/**
 * Draws street scenes and pieces of clothing from seeds. In: a seed, and for a street a size and a
 * number of lights. Out: a picture with its label, and for a street the boxes of its objects. Pure
 * Java; every later package may call it.
 */
@NullMarked
package org.conductance4j.scene;

import org.jspecify.annotations.NullMarked;
