"""efficientnet-b0 in PyTorch, written by Compound.

Weights:

    model = build()
    model.load_state_dict(safetensors.torch.load_file("model.safetensors"), strict=True)
"""

import torch
from torch import nn
from torch.nn import functional as F


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


class Conv2dSame(nn.Conv2d):
    """A convolution that pads as TensorFlow's SAME does."""

    def forward(self, x):
        amounts = same_amounts(x, self.kernel_size, self.stride, self.dilation)
        return super().forward(F.pad(x, amounts))


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


class ConvNormActivation(nn.Module):
    """A convolution, its batch normalisation and an activation."""

    def __init__(
        self, inputs, outputs, kernel_size, stride=1, groups=1, activation=None
    ):
        super().__init__()
        self.conv = Conv2dSame(
            inputs, outputs, kernel_size, stride=stride, groups=groups, bias=False
        )
        self.norm = nn.BatchNorm2d(outputs, eps=0.001, momentum=0.01)
        self.activation = activation() if activation else nn.Identity()

    def forward(self, x):
        return self.activation(self.norm(self.conv(x)))


class SqueezeExcitation(nn.Module):
    """Squeeze-and-excitation (arXiv:1709.01507)."""

    def __init__(self, channels, squeezed):
        super().__init__()
        self.reduce = nn.Conv2d(channels, squeezed, 1)
        self.activation = nn.SiLU()
        self.expand = nn.Conv2d(squeezed, channels, 1)
        self.gate = nn.Sigmoid()

    def forward(self, x):
        scale = x.mean((2, 3), keepdim=True)
        scale = self.expand(self.activation(self.reduce(scale)))
        return x * self.gate(scale)


class MBConv(nn.Module):
    """An inverted bottleneck (arXiv:1801.04381, arXiv:1905.11946)."""

    def __init__(
        self, inputs, outputs, expansion=6, kernel_size=5, stride=1, drop_path=0.0
    ):
        super().__init__()
        expanded = expansion * inputs
        self.expand = nn.Identity()
        if expansion != 1:
            self.expand = ConvNormActivation(inputs, expanded, 1, activation=nn.SiLU)
        self.depthwise = ConvNormActivation(
            expanded,
            expanded,
            kernel_size,
            stride=stride,
            groups=expanded,
            activation=nn.SiLU,
        )
        self.squeeze = SqueezeExcitation(expanded, inputs // 4)
        self.project = ConvNormActivation(expanded, outputs, 1)
        self.drop_path = StochasticDepth(drop_path)
        self.has_shortcut = stride == 1 and inputs == outputs

    def forward(self, x):
        y = self.expand(x)
        y = self.depthwise(y)
        y = self.squeeze(y)
        y = self.project(y)
        y = self.drop_path(y)
        return x + y if self.has_shortcut else y


class EfficientnetB0(nn.Module):
    """efficientnet-b0: 3 x 224 x 224 in, 1000 logits out."""

    def __init__(self):
        super().__init__()
        self.stem = ConvNormActivation(3, 32, 3, stride=2, activation=nn.SiLU)
        self.stage1 = MBConv(32, 16, expansion=1, kernel_size=3)
        self.stage2 = nn.Sequential(
            MBConv(16, 24, kernel_size=3, stride=2),
            MBConv(24, 24, kernel_size=3, drop_path=0.0125 * 2),
        )
        self.stage3 = nn.Sequential(
            MBConv(24, 40, stride=2), MBConv(40, 40, drop_path=0.0125 * 4)
        )
        self.stage4 = nn.Sequential(
            MBConv(40, 80, kernel_size=3, stride=2),
            MBConv(80, 80, kernel_size=3, drop_path=0.0125 * 6),
            MBConv(80, 80, kernel_size=3, drop_path=0.0125 * 7),
        )
        self.stage5 = nn.Sequential(
            MBConv(80, 112),
            MBConv(112, 112, drop_path=0.0125 * 9),
            MBConv(112, 112, drop_path=0.0125 * 10),
        )
        self.stage6 = nn.Sequential(
            MBConv(112, 192, stride=2),
            *[MBConv(192, 192, drop_path=0.0125 * i) for i in range(12, 15)],
        )
        self.stage7 = MBConv(192, 320, kernel_size=3)
        self.head = nn.Sequential(
            ConvNormActivation(320, 1280, 1, activation=nn.SiLU),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Dropout(0.2),
            nn.Linear(1280, 1000),
        )

    def forward(self, x):
        x = self.stem(x)
        x = self.stage1(x)
        x = self.stage2(x)
        x = self.stage3(x)
        x = self.stage4(x)
        x = self.stage5(x)
        x = self.stage6(x)
        x = self.stage7(x)
        return self.head(x)


def build():
    """The network, its weights drawn at random."""
    return EfficientnetB0()
