/**
 * Loads networks, class names and pictures. In: files. Out: a DL4J {@code ComputationGraph} for
 * inference with the SHA-256 of its file, class names, and pictures as tensors. With the training,
 * the engine and the surgery the only user of DL4J's types.
 */
@NullMarked
package org.conductance4j.model;

import org.jspecify.annotations.NullMarked;
