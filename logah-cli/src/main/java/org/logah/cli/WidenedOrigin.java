package org.logah.cli;

import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import org.logah.api.Scope;
import org.logah.api.Tensor;
import org.logah.api.nn.Network;
import org.logah.api.nn.ParameterSpec;
import org.logah.ghn.PredictionSink;
import org.logah.ghn.TiledTensor;
import org.logah.models.widening.Widening;

/**
 * Parameters of a narrow model, widened.
 *
 * @param narrow where those of the narrow model come from
 * @param noise as {@link Widening#widen} takes it
 * @param seed of the noise
 */
record WidenedOrigin(ParameterOrigin narrow, Widening widening, double noise, long seed)
    implements ParameterOrigin {

  @Override
  public Map<String, String> provenance(Network network) {
    Map<String, String> metadata = new TreeMap<>(narrow.provenance(widening.narrow().network()));
    metadata.put("widened_from", Integer.toString(widening.narrow().width()));
    metadata.put("widening_noise", Double.toString(noise));
    return metadata;
  }

  @Override
  public void stream(Network network, PredictionSink sink) throws IOException {
    Iterator<ParameterSpec> wide = network.parameters().iterator();
    narrow.stream(
        widening.narrow().network(),
        (spec, value) -> {
          ParameterSpec target = wide.next();
          TiledTensor tiled = value.tiled();
          Tensor tile = tiled.tile();
          try (Scope scope = tile.backend().openScope()) {
            if (tile.shape().equals(spec.shape()) && widening.isRepetition(target, noise)) {
              sink.accept(
                  target, new TiledTensor(tile.mul(widening.share(target)), target.shape()));
            } else {
              try (Tensor widened = widening.widen(target, tiled.filled(), noise, seed)) {
                sink.accept(target, new TiledTensor(widened, target.shape()));
              }
            }
          }
        });
  }
}
