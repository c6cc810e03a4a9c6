/**
 * Reading the checkpoint files of the LoGAH and GHN-3 authors: torch.save files, old and new, and
 * joblib pickles. A pickle is a program, so the reader here is a security boundary: it interprets a
 * fixed set of opcodes and a fixed table of names, builds nothing but tensors and plain values, and
 * refuses everything else by name and byte offset.
 */
package org.logah.ghn.imports;
