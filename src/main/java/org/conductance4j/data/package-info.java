/**
 * Reads labelled pictures, tables and sentences. In: files (IDX, folders of pictures, arrays, CSV)
 * or the seeds of a generator. Out: pictures one after the other, in memory that does not grow with
 * their number, and rows and sentences with their classes. Called by {@code training} and {@code
 * experiment}.
 */
@NullMarked
package org.conductance4j.data;

import org.jspecify.annotations.NullMarked;
