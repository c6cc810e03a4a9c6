package org.logah.backend.javacpp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.logah.api.Buffers;
import org.logah.api.DType;
import org.logah.api.Shape;

/**
 * The elements of native tensors, in and out; row-major and little-endian, as all platforms are.
 */
final class TensorBytes {
  private static final long CHUNK = 64L << 20;

  private TensorBytes() {}

  /** A tensor of a copy of the remaining bytes, which are exactly those of the shape. */
  static Tensor copyOf(ByteBuffer data, DType dtype, Shape shape, LibTorchDevice device) {
    if (dtype == DType.BOOL) {
      // Any byte but 0 and 1 would be undefined behaviour in LibTorch.
      try (Tensor bytes = copyOf(data, DType.U8, shape, device)) {
        return bytes.to(LibTorchDevice.scalarType(DType.BOOL));
      }
    }
    Tensor copy = onCpu(data, dtype, shape);
    if (device.isCpu()) {
      return copy;
    }
    try (copy;
        TensorOptions options = device.options(dtype);
        MemoryFormatOptional anyFormat = new MemoryFormatOptional()) {
      return copy.to(options, false, false, anyFormat);
    }
  }

  /** A tensor of one value, converted to the type as {@code cast} converts. */
  static Tensor filled(double value, DType dtype, Shape shape, LibTorchDevice device) {
    try (Scalar scalar = new Scalar(value);
        TensorOptions exact = device.options(DType.F64);
        Tensor one = torch.full(new long[0], scalar, exact);
        Tensor converted = one.to(LibTorchDevice.scalarType(dtype));
        Tensor stretched = converted.expand(shape.toArray())) {
      return stretched.clone();
    }
  }

  private static Tensor onCpu(ByteBuffer data, DType dtype, Shape shape) {
    try (TensorOptions options = new TensorOptions(LibTorchDevice.scalarType(dtype));
        MemoryFormatOptional rowMajor = new MemoryFormatOptional()) {
      Tensor copy = torch.empty(shape.toArray(), options, rowMajor);
      if (data.hasRemaining()) {
        try (Pointer start = copy.data_ptr();
            BytePointer bytes = new BytePointer(start)) {
          bytes.capacity(data.remaining()).asByteBuffer().put(data.duplicate());
        }
      }
      return copy;
    }
  }

  /** Gives the bytes to the consumer without copying them, unless they lie elsewhere. */
  static void read(Tensor tensor, long byteCount, Consumer<ByteBuffer> consumer) {
    if (byteCount == 0) {
      consumer.accept(Buffers.allocate(0));
      return;
    }
    try (Tensor detached = tensor.detach();
        Tensor local = detached.cpu();
        Tensor rowMajor = local.contiguous();
        Pointer start = rowMajor.data_ptr();
        BytePointer bytes = new BytePointer(start)) {
      for (long from = 0; from < byteCount; from += CHUNK) {
        // A pointer of its own for each chunk: a buffer starts at its pointer's address, not its
        // position, and ends within 2 GiB of there.
        try (BytePointer chunk = bytes.getPointer(from)) {
          chunk.capacity(Math.min(CHUNK, byteCount - from));
          // Read-only, as writing into it would change the tensor.
          consumer.accept(chunk.asByteBuffer().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN));
        }
      }
    }
  }
}
