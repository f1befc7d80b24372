/**
 * The command line: options in, one line of JSON, a table or a result folder out. The only user of
 * standard streams and exit codes: 0 done, 1 failed, 2 wrong usage or wrong input.
 */
@NullMarked
package org.conductance4j.cli;

import org.jspecify.annotations.NullMarked;
