/**
 * The ND4J backend in use: which one, what it runs on, and what is missing for CUDA. The command
 * line and the result's provenance call it.
 */
@NullMarked
package org.conductance4j.engine.backend;

import org.jspecify.annotations.NullMarked;
