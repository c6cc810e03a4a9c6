package org.logah.models.data.text;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.logah.api.DType;
import org.logah.api.InvalidInputException;
import org.logah.api.Shape;
import org.logah.models.data.HostBatch;

/** Windows of files of tokens: what comes in, and the same one token later. */
final class TokenWindows {
  /** Where a window begins. */
  record Start(TokenFile file, long token) {}

  private TokenWindows() {}

  static void require(List<TokenFile> files, int batchSize, int length) {
    if (files.isEmpty()) {
      throw new InvalidInputException("windows need at least one file of tokens");
    }
    if (batchSize < 1 || length < 1 || (long) batchSize * length > Integer.MAX_VALUE / Long.BYTES) {
      throw new InvalidInputException(
          "a batch cannot have %d windows of %d tokens; give positive numbers that take below 2 GiB"
              .formatted(batchSize, length));
    }
    for (TokenFile file : files) {
      if (file.vocabulary() != files.get(0).vocabulary()) {
        throw new InvalidInputException(
            "%s has a vocabulary of %d tokens, but %s one of %d; make them with one encoder"
                .formatted(
                    file.path(),
                    file.vocabulary(),
                    files.get(0).path(),
                    files.get(0).vocabulary()));
      }
    }
  }

  static HostBatch batch(List<Start> starts, int length) {
    int bytes = starts.size() * length * Long.BYTES;
    ByteBuffer inputs = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer targets = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (Start start : starts) {
      long token = start.file().token(start.token());
      for (int i = 1; i <= length; i++) {
        inputs.putLong(token);
        token = start.file().token(start.token() + i);
        targets.putLong(token);
      }
    }
    Shape shape = Shape.of(starts.size(), length);
    return new HostBatch(inputs.flip(), DType.I64, shape, targets.flip(), shape);
  }
}
