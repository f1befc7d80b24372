/**
 * Provides one class under the name by which DL4J 1.0.0-M2.1 looks up whether oneDNN may be used.
 * The native bindings of that release have moved the class to another package. Without this one,
 * its layers use code that trains six times slower. See docs/decisions.
 */
package org.nd4j.nativeblas;
