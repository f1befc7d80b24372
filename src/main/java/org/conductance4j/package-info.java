/**
 * The façade for Java programs. In: files and words. Out: questions, scores, plans. Uses everything
 * but the command line.
 */
@NullMarked
package org.conductance4j;

import org.jspecify.annotations.NullMarked;
