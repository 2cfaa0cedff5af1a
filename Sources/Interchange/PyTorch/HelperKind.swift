/// Classes that a file defines where PyTorch has none, in the order in which they stand there.
enum HelperKind: String, CaseIterable {
  case conv2dSame = "Conv2dSame"
  case conv2dPadded = "Conv2dPadded"
  case maxPool2dPadded = "MaxPool2dPadded"
  case avgPool2dPadded = "AvgPool2dPadded"
  case offsetBatchNorm2d = "OffsetBatchNorm2d"
  case scaleBatchNorm2d = "ScaleBatchNorm2d"
  case mixedConv2d = "MixedConv2d"
  case pixelLinear = "PixelLinear"
  case channelNorm = "ChannelNorm"
  case channelScale = "ChannelScale"
  case channelSlice = "ChannelSlice"
  case scale = "Scale"
  case stochasticDepth = "StochasticDepth"
  case tokenEmbedding = "TokenEmbedding"
  case attention = "Attention"
  /// Made from what the network's own convolutions have in common (``HelperTemplate``).
  case convNormActivation = "ConvNormActivation"
  case squeezeExcitation = "SqueezeExcitation"
}

extension HelperKind {
  /// The class, one line each; `nil` for those that are made from a template.
  var code: String? {
    switch self {
    case .conv2dSame: Self.conv2dSameCode
    case .conv2dPadded: Self.conv2dPaddedCode
    case .maxPool2dPadded: Self.maxPoolCode
    case .avgPool2dPadded: Self.avgPoolCode
    case .offsetBatchNorm2d: Self.offsetCode
    case .scaleBatchNorm2d: Self.scaleNormCode
    case .mixedConv2d: Self.mixedCode
    case .pixelLinear: Self.pixelLinearCode
    case .channelNorm: Self.channelNormCode
    case .channelScale: Self.channelScaleCode
    case .channelSlice: Self.channelSliceCode
    case .scale: Self.scaleCode
    case .stochasticDepth: Self.stochasticDepthCode
    case .tokenEmbedding: Self.tokenEmbeddingCode
    case .attention: Self.attentionCode
    case .convNormActivation, .squeezeExcitation: nil
    }
  }

  /// Whether the class uses ``sameAmountsCode``.
  var needsSameAmounts: Bool {
    switch self {
    case .conv2dSame, .maxPool2dPadded, .avgPool2dPadded: true
    default: false
    }
  }

  /// A function of its own, before the classes that use it.
  static let sameAmountsCode = #"""
    def same_amounts(x, kernel_size, stride, dilation=(1, 1)):
        """Pixels left, right, above and below, so that outputs are ceil(inputs / stride).

        Of an odd number the last stands right or below, as TensorFlow has it.
        """
        amounts = []
        for side in (1, 0):
            size, step = x.shape[2 + side], stride[side]
            reach = (kernel_size[side] - 1) * dilation[side] + 1
            total = max(0, ((size + step - 1) // step - 1) * step + reach - size)
            amounts += [total // 2, total - total // 2]
        return amounts
    """#

  private static let conv2dSameCode = #"""
    class Conv2dSame(nn.Conv2d):
        """A convolution that pads as TensorFlow's SAME does."""

        def forward(self, x):
            amounts = same_amounts(x, self.kernel_size, self.stride, self.dilation)
            return super().forward(F.pad(x, amounts))
    """#

  private static let conv2dPaddedCode = #"""
    class Conv2dPadded(nn.Conv2d):
        """A convolution with amounts of its own left, right, above and below."""

        def __init__(self, inputs, outputs, kernel_size, padding=0, **options):
            super().__init__(inputs, outputs, kernel_size, **options)
            self.amounts = padding if isinstance(padding, tuple) else (padding,) * 4

        def forward(self, x):
            return super().forward(F.pad(x, self.amounts))
    """#

  private static let maxPoolCode = #"""
    class MaxPool2dPadded(nn.Module):
        """A maximum over windows, padded as TensorFlow's SAME does or by given amounts."""

        def __init__(self, kernel_size, stride, padding=None):
            super().__init__()
            self.kernel_size = kernel_size
            self.stride = stride
            self.padding = padding

        def forward(self, x):
            amounts = self.padding or same_amounts(x, self.kernel_size, self.stride)
            x = F.pad(x, amounts, value=float("-inf"))
            return F.max_pool2d(x, self.kernel_size, self.stride)
    """#

  private static let avgPoolCode = #"""
    class AvgPool2dPadded(nn.Module):
        """A mean over windows, padded as TensorFlow's SAME does or by given amounts."""

        def __init__(self, kernel_size, stride, padding=None, counts_padding=False):
            super().__init__()
            self.kernel_size = kernel_size
            self.stride = stride
            self.padding = padding
            self.counts_padding = counts_padding

        def forward(self, x):
            amounts = self.padding or same_amounts(x, self.kernel_size, self.stride)
            mean = F.avg_pool2d(F.pad(x, amounts), self.kernel_size, self.stride)
            if self.counts_padding:
                return mean
            ones = F.pad(torch.ones_like(x[:1, :1]), amounts)
            return mean / F.avg_pool2d(ones, self.kernel_size, self.stride)
    """#

  private static let offsetCode = #"""
    class OffsetBatchNorm2d(nn.BatchNorm2d):
        """A batch normalisation whose scale stays at one."""

        def __init__(self, channels, **options):
            super().__init__(channels, **options)
            self.weight.requires_grad_(False)
    """#

  private static let scaleNormCode = #"""
    class ScaleBatchNorm2d(nn.BatchNorm2d):
        """A batch normalisation whose offset stays at zero."""

        def __init__(self, channels, **options):
            super().__init__(channels, **options)
            self.bias.requires_grad_(False)
    """#

  private static let mixedCode = #"""
    class MixedConv2d(nn.Module):
        """A convolution with a kernel of its own for each share of the channels."""

        def __init__(
            self,
            inputs,
            outputs,
            kernel_sizes,
            stride=1,
            depthwise=False,
            conv=nn.Conv2d,
        ):
            super().__init__()
            self.shares = inputs
            self.convs = nn.ModuleList(
                conv(
                    share,
                    channels,
                    kernel_size,
                    stride=stride,
                    padding=kernel_size // 2 if conv is nn.Conv2d else 0,
                    groups=share if depthwise else 1,
                    bias=False,
                )
                for share, channels, kernel_size in zip(inputs, outputs, kernel_sizes)
            )

        def forward(self, x):
            parts = x.split(self.shares, 1)
            return torch.cat([conv(part) for conv, part in zip(self.convs, parts)], 1)
    """#

  private static let pixelLinearCode = #"""
    class PixelLinear(nn.Linear):
        """A linear map of the channels at every pixel."""

        def forward(self, x):
            return super().forward(x.movedim(1, -1)).movedim(-1, 1)
    """#

  private static let channelNormCode = #"""
    class ChannelNorm(nn.LayerNorm):
        """A normalisation over the channels of each pixel."""

        def forward(self, x):
            return super().forward(x.movedim(1, -1)).movedim(-1, 1)
    """#

  private static let channelScaleCode = #"""
    class ChannelScale(nn.Module):
        """A trained factor per channel."""

        def __init__(self, channels, value):
            super().__init__()
            self.weight = nn.Parameter(torch.full((channels,), value))

        def forward(self, x):
            return x * self.weight.view(-1, 1, 1)
    """#

  private static let channelSliceCode = #"""
    class ChannelSlice(nn.Module):
        """Some of the channels, from `start` up to, not including, `end`."""

        def __init__(self, start, end):
            super().__init__()
            self.start = start
            self.end = end

        def forward(self, x):
            return x[:, self.start : self.end]
    """#

  private static let scaleCode = #"""
    class Scale(nn.Module):
        """The input times a constant."""

        def __init__(self, factor):
            super().__init__()
            self.factor = factor

        def forward(self, x):
            return self.factor * x
    """#

  private static let stochasticDepthCode = #"""
    class StochasticDepth(nn.Module):
        """Leaves out, in training, all of an image's input at that rate."""

        def __init__(self, rate):
            super().__init__()
            self.rate = rate

        def forward(self, x):
            if not self.training or self.rate == 0:
                return x
            kept = torch.rand(x.shape[0], 1, 1, 1, device=x.device) >= self.rate
            return x * kept / (1 - self.rate)
    """#

  private static let tokenEmbeddingCode = #"""
    class TokenEmbedding(nn.Module):
        """The pixels in a row behind a trained token, each plus a trained position."""

        def __init__(self, channels, tokens):
            super().__init__()
            self.token = nn.Parameter(torch.zeros(channels))
            self.positions = nn.Parameter(torch.randn(channels, tokens) * 0.02)

        def forward(self, x):
            token = self.token.view(1, -1, 1).expand(x.shape[0], -1, 1)
            x = torch.cat([token, x.flatten(2)], 2) + self.positions
            return x.unsqueeze(3)
    """#

  private static let attentionCode = #"""
    class Attention(nn.Module):
        """Attention between all pixels; queries, keys and values side by side."""

        def __init__(self, heads):
            super().__init__()
            self.heads = heads

        def forward(self, x):
            n, channels, height, width = x.shape
            shape = (n, 3, self.heads, channels // 3 // self.heads, height * width)
            q, k, v = x.view(shape).transpose(3, 4).unbind(1)
            y = F.scaled_dot_product_attention(q, k, v)
            return y.transpose(2, 3).reshape(n, channels // 3, height, width)
    """#
}
