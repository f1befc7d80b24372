/**
 * Plain numeric arrays and their file format. In: numbers and shapes. Out: immutable values. Pure
 * Java; every package may use it.
 */
@NullMarked
package org.conductance4j.array;

import org.jspecify.annotations.NullMarked;
