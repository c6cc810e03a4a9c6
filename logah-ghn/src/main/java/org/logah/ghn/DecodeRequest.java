package org.logah.ghn;

/**
 * One weight or pair of vectors to decode.
 *
 * @param row of the states it is decoded from
 * @param shape what is wanted
 */
public record DecodeRequest(long row, DecodeShape shape) {}
