package org.logah.backend.javacpp;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.logah.api.DType;
import org.logah.api.InvalidInputException;

/**
 * Where tensors live.
 *
 * @param name {@code cpu} or {@code cuda:N}
 */
record LibTorchDevice(String name) {
  private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,3}))?");

  /**
   * The device of this name: {@code cpu}, {@code cuda}, {@code cuda:N}, or {@code auto}, which is
   * {@code cuda:0} if there is one.
   *
   * @throws InvalidInputException if the name means nothing or there is no such device
   */
  static LibTorchDevice parse(String name) {
    if (name.equals("cpu")) {
      return new LibTorchDevice(name);
    }
    if (name.equals("auto")) {
      return new LibTorchDevice(torch.cuda_is_available() ? "cuda:0" : "cpu");
    }
    Matcher cuda = CUDA.matcher(name);
    if (!cuda.matches()) {
      throw new InvalidInputException(
          "device \"%s\" is not one of cpu, cuda, cuda:N and auto".formatted(name));
    }
    int index = cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1));
    requireCuda(name, index);
    return new LibTorchDevice("cuda:" + index);
  }

  /** The CPU and every CUDA device. */
  static List<LibTorchDevice> all() {
    List<LibTorchDevice> devices = new ArrayList<>();
    devices.add(new LibTorchDevice("cpu"));
    long cuda = torch.cuda_is_available() ? torch.cuda_device_count() : 0;
    for (int i = 0; i < cuda; i++) {
      devices.add(new LibTorchDevice("cuda:" + i));
    }
    return devices;
  }

  private static void requireCuda(String name, int index) {
    // Whether there is a device too is what hasCUDA tells.
    if (!Context.hasCUDART()) {
      throw new InvalidInputException(
          ("device \"%s\" needs CUDA, which the LibTorch on the class path was built without; use"
                  + " cpu, or add org.bytedeco:pytorch and org.bytedeco:cuda with their CUDA"
                  + " classifiers")
              .formatted(name));
    }
    long devices = torch.cuda_is_available() ? torch.cuda_device_count() : 0;
    if (index >= devices) {
      throw new InvalidInputException(
          "device \"%s\" does not exist, CUDA finds %s; use %s"
              .formatted(
                  name,
                  devices == 0 ? "none" : devices + " of them",
                  devices == 0 ? "cpu" : "a lower number or cpu"));
    }
  }

  boolean isCpu() {
    return name.equals("cpu");
  }

  /** What to make a tensor with; the caller closes it. */
  TensorOptions options(DType dtype) {
    try (Device device = new Device(name);
        DeviceOptional optional = new DeviceOptional(device);
        TensorOptions typed = new TensorOptions(scalarType(dtype))) {
      return typed.device(optional);
    }
  }

  static ScalarType scalarType(DType dtype) {
    return switch (dtype) {
      case F32 -> ScalarType.Float;
      case F64 -> ScalarType.Double;
      case I64 -> ScalarType.Long;
      case BOOL -> ScalarType.Bool;
      case BF16 -> ScalarType.BFloat16;
      case F16 -> ScalarType.Half;
      case I32 -> ScalarType.Int;
      case I16 -> ScalarType.Short;
      case I8 -> ScalarType.Char;
      case U8 -> ScalarType.Byte;
    };
  }
}
