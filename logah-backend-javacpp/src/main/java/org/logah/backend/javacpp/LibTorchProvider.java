package org.logah.backend.javacpp;

import java.util.SortedMap;
import java.util.TreeMap;
import org.bytedeco.pytorch.global.torch;
import org.logah.api.Availability;
import org.logah.api.Backend;
import org.logah.api.BackendOptions;
import org.logah.api.BackendProvider;
import org.logah.api.Capabilities;

/** Offers LibTorch to programs that choose a backend at run time. */
public final class LibTorchProvider implements BackendProvider {
  @Override
  public String name() {
    return "libtorch";
  }

  @Override
  public int rank() {
    return 10;
  }

  /** Loads LibTorch if its natives are there, as nothing less tells whether they work. */
  @Override
  public Availability availability() {
    try {
      LibTorchLibraries.load();
      return new Availability(true, describe());
    } catch (RuntimeException e) {
      return new Availability(false, e.getMessage());
    } catch (LinkageError e) {
      return new Availability(
          false,
          "JavaCPP's classes do not load (%s); add org.bytedeco:javacpp, openblas and pytorch"
              .formatted(e));
    }
  }

  private static String describe() {
    if (!torch.cuda_is_available()) {
      return "LibTorch on the CPU; it finds no CUDA device";
    }
    return "LibTorch on the CPU and on CUDA devices 0 to " + (torch.cuda_device_count() - 1);
  }

  /** Products in 16 bits are tried on each CUDA device. */
  @Override
  public SortedMap<String, Capabilities> devices() {
    SortedMap<String, Capabilities> devices = new TreeMap<>();
    if (availability().available()) {
      for (LibTorchDevice device : LibTorchDevice.all()) {
        devices.put(device.name(), LibTorchBackend.capabilities(device));
      }
    }
    return devices;
  }

  @Override
  public Backend open(BackendOptions options) {
    return LibTorchBackend.open(options);
  }
}
