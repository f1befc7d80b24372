/**
 * Chooses the front end of a network that was loaded. In: a network of any kind. Out: its program,
 * and what its forward pass is compared with.
 */
@NullMarked
package org.conductance4j.engine.frontend;

import org.jspecify.annotations.NullMarked;
