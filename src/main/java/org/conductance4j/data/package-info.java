/**
 * Labelled pictures for trainings and for studies over many of them. In: files (IDX, folders of
 * pictures, arrays) or a generator's seeds. Out: pictures one after the other, in memory that does
 * not grow with their number. Called by {@code training} and {@code experiment}.
 */
@NullMarked
package org.conductance4j.data;

import org.jspecify.annotations.NullMarked;
