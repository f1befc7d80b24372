/**
 * Holds one class under the name by which DL4J 1.0.0-M2.1 looks up whether oneDNN may be used. That
 * release asks for a class that its own native bindings have moved elsewhere; without this one its
 * layers fall back to code that trains six times slower. See docs/decisions.
 */
package org.nd4j.nativeblas;
