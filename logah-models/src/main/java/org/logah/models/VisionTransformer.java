package org.logah.models;

import java.util.ArrayList;
import java.util.List;
import org.logah.api.Convolution;
import org.logah.api.DType;
import org.logah.api.LinearLayout;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.FeedForward;
import org.logah.api.nn.InitialDistribution;
import org.logah.api.nn.InitialDistribution.Constant;
import org.logah.api.nn.InitialDistribution.Normal;
import org.logah.api.nn.InitialDistribution.TruncatedNormal;
import org.logah.api.nn.InitialDistribution.Uniform;
import org.logah.api.nn.LayerNorm;
import org.logah.api.nn.Linear;
import org.logah.api.nn.MultiHeadAttention;
import org.logah.api.nn.Network;
import org.logah.api.nn.NetworkInput;
import org.logah.api.nn.ParameterRole;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.Parameters;

/**
 * Images {@code [batch, 3, size, size]} to the logits {@code [batch, classes]} of a vision
 * transformer; the parameters are named, ordered and initialised as torchvision's {@code
 * VisionTransformer} does.
 */
public final class VisionTransformer implements Network {
  private static final int CHANNELS = 3;

  private final VisionTransformerConfig config;
  private final ParameterSpec classToken;
  private final ParameterSpec patchWeight;
  private final ParameterSpec patchBias;
  private final ParameterSpec positions;
  private final List<TransformerBlock> blocks;
  private final LayerNorm norm;
  private final Linear head;
  private final List<ParameterSpec> parameters;

  public VisionTransformer(VisionTransformerConfig config) {
    this.config = config;
    long width = config.hidden();
    long patch = config.patchSize();
    long tokens = 1 + (long) config.patchesPerSide() * config.patchesPerSide();
    classToken =
        new ParameterSpec(
            "class_token", Shape.of(1, 1, width), ParameterRole.CLASS_TOKEN, new Constant(0));
    patchWeight =
        new ParameterSpec(
            "conv_proj.weight",
            Shape.of(width, CHANNELS, patch, patch),
            ParameterRole.WEIGHT,
            new TruncatedNormal(1 / Math.sqrt((double) CHANNELS * patch * patch), 2));
    patchBias =
        new ParameterSpec("conv_proj.bias", Shape.of(width), ParameterRole.BIAS, new Constant(0));
    positions =
        new ParameterSpec(
            "encoder.pos_embedding",
            Shape.of(1, tokens, width),
            ParameterRole.POSITION,
            new Normal(0.02));
    List<TransformerBlock> built = new ArrayList<>();
    for (int i = 0; i < config.layers(); i++) {
      built.add(block("encoder.layers.encoder_layer_" + i, config));
    }
    blocks = List.copyOf(built);
    norm = LayerNorm.of("encoder.ln", width, config.layerNormEps());
    head =
        linear(
            "heads.head.weight",
            "heads.head.bias",
            width,
            config.classes(),
            new Constant(0),
            new Constant(0));
    parameters = collectParameters();
  }

  private static TransformerBlock block(String name, VisionTransformerConfig config) {
    long width = config.hidden();
    long mlp = config.mlp();
    String attention = name + ".self_attention.";
    InitialDistribution smallBias = new Normal(1e-6);
    return new TransformerBlock(
        LayerNorm.of(name + ".ln_1", width, config.layerNormEps()),
        new MultiHeadAttention(
            linear(
                attention + "in_proj_weight",
                attention + "in_proj_bias",
                width,
                3 * width,
                xavier(width, 3 * width),
                new Constant(0)),
            linear(
                attention + "out_proj.weight",
                attention + "out_proj.bias",
                width,
                width,
                new Uniform(1 / Math.sqrt((double) width)),
                new Constant(0)),
            config.heads(),
            false),
        LayerNorm.of(name + ".ln_2", width, config.layerNormEps()),
        new FeedForward(
            linear(
                name + ".mlp.0.weight",
                name + ".mlp.0.bias",
                width,
                mlp,
                xavier(width, mlp),
                smallBias),
            Tensor::gelu,
            linear(
                name + ".mlp.3.weight",
                name + ".mlp.3.bias",
                mlp,
                width,
                xavier(mlp, width),
                smallBias)));
  }

  private static Linear linear(
      String weight,
      String bias,
      long in,
      long out,
      InitialDistribution initialWeight,
      InitialDistribution initialBias) {
    return new Linear(
        new ParameterSpec(weight, Shape.of(out, in), ParameterRole.WEIGHT, initialWeight),
        new ParameterSpec(bias, Shape.of(out), ParameterRole.BIAS, initialBias),
        LinearLayout.OUT_IN);
  }

  /** The uniform distribution of Glorot and Bengio, 2010, equation 16. */
  private static InitialDistribution xavier(long in, long out) {
    return new Uniform(Math.sqrt(6.0 / (in + out)));
  }

  private List<ParameterSpec> collectParameters() {
    List<ParameterSpec> specs =
        new ArrayList<>(List.of(classToken, patchWeight, patchBias, positions));
    blocks.forEach(block -> specs.addAll(block.parameters()));
    specs.addAll(norm.parameters());
    specs.addAll(head.parameters());
    return List.copyOf(specs);
  }

  /** What it was built from. */
  public VisionTransformerConfig config() {
    return config;
  }

  @Override
  public List<ParameterSpec> parameters() {
    return parameters;
  }

  @Override
  public NetworkInput exampleInput() {
    return new NetworkInput(
        DType.F32, Shape.of(1, CHANNELS, config.imageSize(), config.imageSize()));
  }

  @Override
  public Tensor forward(Parameters values, Tensor images) {
    long batch = images.size(0);
    long width = config.hidden();
    Tensor patches =
        images
            .backend()
            .conv2d(
                images,
                values.get(patchWeight.name()),
                values.get(patchBias.name()),
                Convolution.stride(config.patchSize()))
            .reshape(batch, width, -1)
            .transpose(1, 2);
    Tensor first = values.get(classToken.name()).expand(Shape.of(batch, 1, width));
    Tensor tokens =
        images.backend().concat(List.of(first, patches), 1).add(values.get(positions.name()));
    for (TransformerBlock block : blocks) {
      tokens = block.forward(values, tokens);
    }
    Tensor normalised = norm.forward(values, tokens);
    return head.forward(values, normalised.slice(1, 0, 1).reshape(batch, width));
  }
}
