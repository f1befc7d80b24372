/**
 * Loads and fingerprints networks, labels and pictures. In: files. Out: a DL4J {@code
 * ComputationGraph} in inference form with its SHA-256, class names, and pictures as tensors.
 * Beside the engine and the training the only user of DL4J's types.
 */
@NullMarked
package org.conductance4j.model;

import org.jspecify.annotations.NullMarked;
