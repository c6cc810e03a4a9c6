package org.logah.api.safetensors;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Consumer;
import org.logah.api.Backend;
import org.logah.api.Buffers;
import org.logah.api.DType;
import org.logah.api.Shape;
import org.logah.api.Tensor;

/** A backend that keeps bytes and computes nothing. */
final class MemoryBackend implements InvocationHandler {
  private final Backend backend =
      (Backend)
          Proxy.newProxyInstance(
              MemoryBackend.class.getClassLoader(), new Class<?>[] {Backend.class}, this);

  private int open;

  Backend backend() {
    return backend;
  }

  /** How many tensors have not been closed. */
  int openTensors() {
    return open;
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    if (method.isDefault()) {
      return InvocationHandler.invokeDefault(proxy, method, arguments);
    }
    return switch (method.getName()) {
      case "name" -> "memory";
      case "fromBuffer" ->
          new Bytes(copy((ByteBuffer) arguments[0]), (DType) arguments[1], (Shape) arguments[2]);
      case "read" -> {
        @SuppressWarnings("unchecked")
        Consumer<ByteBuffer> consumer = (Consumer<ByteBuffer>) arguments[1];
        consumer.accept(((Bytes) arguments[0]).view());
        yield null;
      }
      case "reshape" -> ((Bytes) arguments[0]).withShape((Shape) arguments[1]);
      case "concat" -> concat((List<?>) arguments[0]);
      default -> throw new UnsupportedOperationException(method.getName());
    };
  }

  private static ByteBuffer copy(ByteBuffer source) {
    return Buffers.allocate(source.remaining()).put(source.duplicate()).flip();
  }

  private Tensor concat(List<?> parts) {
    int length = parts.stream().mapToInt(part -> ((Bytes) part).view().remaining()).sum();
    ByteBuffer joined = Buffers.allocate(length);
    parts.forEach(part -> joined.put(((Bytes) part).view()));
    DType dtype = ((Bytes) parts.get(0)).dtype();
    return new Bytes(joined.flip(), dtype, Shape.of(length / dtype.bytes()));
  }

  private final class Bytes extends Tensor {
    private final ByteBuffer bytes;

    Bytes(ByteBuffer bytes, DType dtype, Shape shape) {
      super(backend, shape, dtype);
      if (bytes.remaining() != shape.elements() * dtype.bytes()) {
        throw new IllegalArgumentException(bytes.remaining() + " bytes for " + shape);
      }
      this.bytes = bytes;
      open++;
    }

    ByteBuffer view() {
      return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    Tensor withShape(Shape shape) {
      return new Bytes(bytes, dtype(), shape);
    }

    @Override
    protected void release() {
      open--;
    }
  }
}
