/** Labelled images: the layouts in which they come, augmentation, and batches of them. */
package org.logah.models.data.image;
