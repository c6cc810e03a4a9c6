/** Text as tokens: the encoder, files of tokens, and batches of windows from them. */
package org.logah.models.data.text;
