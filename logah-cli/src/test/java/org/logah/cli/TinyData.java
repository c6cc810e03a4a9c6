package org.logah.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Data and networks that are trained in a blink. */
public final class TinyData {
  public static final int CLASSES = 3;
  private static final int SIDE = 8;

  private TinyData() {}

  /** A set of 8 x 8 images in IDX files: each class has a brightness of its own. */
  public static Path images(Path folder) {
    try {
      Files.createDirectories(folder);
      write(folder, "train", 48, 1);
      write(folder, "t10k", 30, 2);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path folder, String part, int count, long seed) throws IOException {
    Random random = new Random(seed);
    ByteBuffer images = ByteBuffer.allocate(16 + count * SIDE * SIDE);
    ByteBuffer labels = ByteBuffer.allocate(8 + count);
    images.putInt(0x803).putInt(count).putInt(SIDE).putInt(SIDE);
    labels.putInt(0x801).putInt(count);
    for (int i = 0; i < count; i++) {
      int label = i % CLASSES;
      labels.put((byte) label);
      for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
        images.put((byte) (80 * label + random.nextInt(90)));
      }
    }
    Files.write(folder.resolve(part + "-images-idx3-ubyte"), images.array());
    Files.write(folder.resolve(part + "-labels-idx1-ubyte"), labels.array());
  }

  /** A text of some hundred tokens. */
  public static Path text(Path file) {
    try {
      return Files.writeString(
          file, "The cat sat on the mat, and the dog lay by the door. ".repeat(40));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A vision transformer for the images. */
  public static Path vit(Path file) {
    return write(file, vit(2, 16, CLASSES));
  }

  public static String vit(int layers, int width, int classes) {
    return """
        {"architecture": "vision_transformer", "image_size": 8, "patch_size": 4, "num_layers": %d,
         "num_heads": 2, "hidden_dim": %d, "mlp_dim": %d, "num_classes": %d}
        """
        .formatted(layers, width, 2 * width, classes);
  }

  /** A language model with the vocabulary of GPT-2. */
  public static Path gpt(Path file) {
    return write(
        file,
        """
        {"model_type": "gpt2", "vocab_size": 50257, "n_positions": 16, "n_embd": 8, "n_layer": 1,
         "n_head": 2, "tie_word_embeddings": true}
        """);
  }

  private static Path write(Path file, String text) {
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
