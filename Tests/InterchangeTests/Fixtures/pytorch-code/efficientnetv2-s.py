"""efficientnetv2-s in PyTorch, written by Compound.

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


class FusedMBConv(nn.Module):
    """An inverted bottleneck of full convolutions (arXiv:2104.00298)."""

    def __init__(
        self,
        inputs,
        outputs,
        expansion=4,
        stride=1,
        kernel_size=1,
        activation=None,
        drop_path=0.0,
    ):
        super().__init__()
        expanded = expansion * inputs
        self.expand = nn.Identity()
        if expansion != 1:
            self.expand = ConvNormActivation(
                inputs, expanded, 3, stride=stride, activation=nn.SiLU
            )
        self.project = ConvNormActivation(
            expanded, outputs, kernel_size, activation=activation
        )
        self.drop_path = StochasticDepth(drop_path)
        self.has_shortcut = inputs == outputs

    def forward(self, x):
        y = self.expand(x)
        y = self.project(y)
        y = self.drop_path(y)
        return x + y if self.has_shortcut else y


class MBConv(nn.Module):
    """An inverted bottleneck (arXiv:1801.04381, arXiv:1905.11946)."""

    def __init__(self, inputs, outputs, expansion=6, stride=1, drop_path=0.0):
        super().__init__()
        expanded = expansion * inputs
        self.expand = ConvNormActivation(inputs, expanded, 1, activation=nn.SiLU)
        self.depthwise = ConvNormActivation(
            expanded, expanded, 3, stride=stride, groups=expanded, activation=nn.SiLU
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


class Efficientnetv2S(nn.Module):
    """efficientnetv2-s: 3 x 384 x 384 in, 1000 logits out."""

    def __init__(self):
        super().__init__()
        self.stem = ConvNormActivation(3, 24, 3, stride=2, activation=nn.SiLU)
        self.stage1 = nn.Sequential(
            FusedMBConv(24, 24, expansion=1, kernel_size=3, activation=nn.SiLU),
            FusedMBConv(
                24, 24, expansion=1, kernel_size=3, activation=nn.SiLU, drop_path=0.005
            ),
        )
        self.stage2 = nn.Sequential(
            FusedMBConv(24, 48, stride=2),
            *[FusedMBConv(48, 48, drop_path=0.005 * i) for i in range(3, 6)],
        )
        self.stage3 = nn.Sequential(
            FusedMBConv(48, 64, stride=2),
            *[FusedMBConv(64, 64, drop_path=0.005 * i) for i in range(7, 10)],
        )
        self.stage4 = nn.Sequential(
            MBConv(64, 128, expansion=4, stride=2),
            *[
                MBConv(128, 128, expansion=4, drop_path=0.005 * i)
                for i in range(11, 16)
            ],
        )
        self.stage5 = nn.Sequential(
            MBConv(128, 160),
            *[MBConv(160, 160, drop_path=0.005 * i) for i in range(17, 25)],
        )
        self.stage6 = nn.Sequential(
            MBConv(160, 256, stride=2),
            *[MBConv(256, 256, drop_path=0.005 * i) for i in range(26, 40)],
        )
        self.head = nn.Sequential(
            ConvNormActivation(256, 1280, 1, activation=nn.SiLU),
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
        return self.head(x)


def build():
    """The network, its weights drawn at random."""
    return Efficientnetv2S()
