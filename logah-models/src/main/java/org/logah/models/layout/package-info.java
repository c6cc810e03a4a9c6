/**
 * How models lie in the files of other software: names and pieces of their tensors, and the
 * config.json beside them.
 */
package org.logah.models.layout;
