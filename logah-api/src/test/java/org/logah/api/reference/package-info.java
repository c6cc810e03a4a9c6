/**
 * The float64 oracle that backends are measured against: plain loops, written for clarity.
 *
 * <p>Every operation computes in double precision. A tensor of a smaller floating-point type is
 * rounded to it where it is made from bytes, filled or cast, and where it is read; results in
 * between keep the doubles.
 */
package org.logah.api.reference;
