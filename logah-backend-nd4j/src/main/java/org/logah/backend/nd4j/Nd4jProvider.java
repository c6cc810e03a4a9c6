package org.logah.backend.nd4j;

import java.util.SortedMap;
import java.util.TreeMap;
import org.logah.api.Availability;
import org.logah.api.Backend;
import org.logah.api.BackendOptions;
import org.logah.api.BackendProvider;
import org.logah.api.Capabilities;

/** Offers ND4J to programs that choose a backend at run time. */
public final class Nd4jProvider implements BackendProvider {
  @Override
  public String name() {
    return "nd4j";
  }

  @Override
  public int rank() {
    return 20;
  }

  /** Loads ND4J if its natives are there, as nothing less tells whether they work. */
  @Override
  public Availability availability() {
    try {
      Nd4jLibraries.load();
      return new Availability(true, "ND4J on the CPU");
    } catch (RuntimeException e) {
      return new Availability(false, e.getMessage());
    } catch (LinkageError e) {
      return new Availability(
          false,
          "ND4J's classes do not load (%s); add org.bytedeco:javacpp, openblas and".formatted(e)
              + " org.nd4j:nd4j-native");
    }
  }

  @Override
  public SortedMap<String, Capabilities> devices() {
    SortedMap<String, Capabilities> devices = new TreeMap<>();
    if (availability().available()) {
      devices.put("cpu", Nd4jBackend.CAPABILITIES);
    }
    return devices;
  }

  @Override
  public Backend open(BackendOptions options) {
    return Nd4jBackend.open(options);
  }
}
