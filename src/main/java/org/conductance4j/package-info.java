/**
 * The API for Java programs: a {@link org.conductance4j.Network} is asked a {@link
 * org.conductance4j.Question}, which gives an {@link org.conductance4j.Attribution}. In: files,
 * arrays and the texts of the command line. Uses everything but the command line.
 */
@NullMarked
package org.conductance4j;

import org.jspecify.annotations.NullMarked;
