/**
 * Declares the keys of configs, reads YAML and JSON into checked values that know their file and
 * line, and defines the one exception that wrong input ends in. In: declarations, files and {@code
 * --set} overrides. Out: positioned nodes, their problems, and JSON schemas. Knows no stage; every
 * other package may call it.
 */
@NullMarked
package org.conductance4j.config;

import org.jspecify.annotations.NullMarked;
