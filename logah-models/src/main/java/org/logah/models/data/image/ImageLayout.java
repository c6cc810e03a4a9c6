package org.logah.models.data.image;

import java.io.IOException;
import java.nio.file.Path;

/** A way in which data sets of images are laid out in a folder. */
interface ImageLayout {
  /** The files that a folder of this layout has, for messages. */
  String expectation();

  /** Whether a folder has files of this layout, if perhaps not all. */
  boolean recognises(Path folder);

  ImageDataset read(Path folder, ImageOptions options) throws IOException;
}
