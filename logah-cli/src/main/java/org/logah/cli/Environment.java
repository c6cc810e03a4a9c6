package org.logah.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.logah.api.Availability;
import org.logah.api.BackendProvider;
import org.logah.api.Capabilities;
import org.logah.api.Precision;
import org.logah.ghn.HypernetworkPreset;
import org.logah.models.ModelCatalog;

/** What this program finds on this machine. */
record Environment(
    String java,
    String system,
    Map<String, Availability> backends,
    Map<String, SortedMap<String, Capabilities>> devices,
    List<String> models,
    List<String> presets) {

  static Environment find() {
    Map<String, Availability> backends = new LinkedHashMap<>();
    Map<String, SortedMap<String, Capabilities>> devices = new LinkedHashMap<>();
    for (BackendProvider provider : BackendArguments.providers()) {
      backends.put(provider.name(), provider.availability());
      devices.put(provider.name(), provider.devices());
    }
    return new Environment(
        System.getProperty("java.version") + ", " + System.getProperty("java.vendor"),
        String.join(
            " ",
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            System.getProperty("os.arch")),
        backends,
        devices,
        ModelCatalog.names(),
        Arrays.stream(HypernetworkPreset.values()).map(HypernetworkPreset::label).toList());
  }

  String text() {
    StringBuilder text = new StringBuilder();
    text.append("logah     %s%n".formatted(Version.text()));
    text.append("Java      %s%n".formatted(java));
    text.append("system    %s%n".formatted(system));
    text.append(
        "machine   %d processors, %s for Java's heap%n"
            .formatted(
                Runtime.getRuntime().availableProcessors(),
                ByteSize.text(Runtime.getRuntime().maxMemory())));
    backends.forEach(
        (name, availability) -> {
          text.append(
              "backend   %s: %s, %s%n"
                  .formatted(
                      name,
                      availability.available() ? "available" : "not available",
                      availability.reason()));
          devices
              .get(name)
              .forEach(
                  (device, capabilities) ->
                      text.append(
                          "device    %s on %s: precision %s%n"
                              .formatted(name, device, String.join(", ", labels(capabilities)))));
        });
    text.append("models    %s%n".formatted(String.join(", ", models)));
    text.append("presets   %s".formatted(String.join(", ", presets)));
    return text.toString();
  }

  private static List<String> labels(Capabilities capabilities) {
    return capabilities.precisions().stream().sorted().map(Precision::label).toList();
  }

  String json() {
    ObjectNode root = Json.object();
    root.put("version", Version.text()).put("java", java).put("system", system);
    ObjectNode found = root.putObject("backends");
    backends.forEach(
        (name, availability) -> {
          ObjectNode backend = found.putObject(name);
          backend.put("available", availability.available()).put("reason", availability.reason());
          ObjectNode places = backend.putObject("devices");
          devices
              .get(name)
              .forEach(
                  (device, capabilities) -> {
                    ArrayNode precisions = places.putObject(device).putArray("precisions");
                    labels(capabilities).forEach(precisions::add);
                  });
        });
    models.forEach(root.putArray("models")::add);
    presets.forEach(root.putArray("presets")::add);
    return root.toString();
  }
}
