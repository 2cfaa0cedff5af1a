"""mixnet-s in PyTorch, written by Compound.

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


class Unit(nn.Module):
    """The layers of stage1."""

    def __init__(self):
        super().__init__()
        self.branch = nn.Sequential(
            ConvNormActivation(16, 16, 3, groups=16, activation=nn.ReLU),
            ConvNormActivation(16, 16, 1),
        )

    def forward(self, x):
        return x + self.branch(x)


class Unit2(nn.Module):
    """The layers of stage3."""

    def __init__(self):
        super().__init__()
        self.branch = nn.Sequential(
            MixedConv2d((12, 12), (36, 36), (1, 1)),
            nn.BatchNorm2d(72, eps=0.001, momentum=0.01),
            nn.ReLU(),
            ConvNormActivation(72, 72, 3, groups=72, activation=nn.ReLU),
            MixedConv2d((36, 36), (12, 12), (1, 1)),
            nn.BatchNorm2d(24, eps=0.001, momentum=0.01),
        )

    def forward(self, x):
        return x + self.branch(x)


class Unit3(nn.Module):
    """A block of stage5, stage9."""

    def __init__(
        self,
        inputs,
        branch_inputs=(20, 20),
        outputs=(120, 120),
        channels=240,
        branch_inputs2=(120, 120),
        branch_outputs=(120, 120),
        kernel_sizes=(3, 5),
        branch_inputs3=(120, 120),
        branch_outputs2=(20, 20),
    ):
        super().__init__()
        self.branch = nn.Sequential(
            MixedConv2d(branch_inputs, outputs, (1, 1)),
            nn.BatchNorm2d(channels, eps=0.001, momentum=0.01),
            nn.SiLU(),
            MixedConv2d(
                branch_inputs2,
                branch_outputs,
                kernel_sizes,
                depthwise=True,
                conv=Conv2dSame,
            ),
            nn.BatchNorm2d(channels, eps=0.001, momentum=0.01),
            nn.SiLU(),
            SqueezeExcitation(channels, inputs // 2),
            MixedConv2d(branch_inputs3, branch_outputs2, (1, 1)),
            nn.BatchNorm2d(inputs, eps=0.001, momentum=0.01),
        )

    def forward(self, x):
        return x + self.branch(x)


class Unit4(nn.Module):
    """A block of stage7, stage11."""

    def __init__(
        self,
        inputs,
        branch_inputs=(240, 240),
        outputs=(240, 240),
        kernel_sizes=(3, 5),
        squeezed=20,
        branch_inputs2=(240, 240),
        branch_outputs=(40, 40),
    ):
        super().__init__()
        branch_channels = 6 * inputs
        self.branch = nn.Sequential(
            ConvNormActivation(inputs, branch_channels, 1, activation=nn.SiLU),
            MixedConv2d(
                branch_inputs, outputs, kernel_sizes, depthwise=True, conv=Conv2dSame
            ),
            nn.BatchNorm2d(branch_channels, eps=0.001, momentum=0.01),
            nn.SiLU(),
            SqueezeExcitation(branch_channels, squeezed),
            MixedConv2d(branch_inputs2, branch_outputs, (1, 1)),
            nn.BatchNorm2d(inputs, eps=0.001, momentum=0.01),
        )

    def forward(self, x):
        return x + self.branch(x)


class MixnetS(nn.Module):
    """mixnet-s: 3 x 224 x 224 in, 1000 logits out."""

    def __init__(self):
        super().__init__()
        self.stem = ConvNormActivation(3, 16, 3, stride=2, activation=nn.ReLU)
        self.stage1 = Unit()
        self.stage2 = nn.Sequential(
            MixedConv2d((8, 8), (48, 48), (1, 1)),
            nn.BatchNorm2d(96, eps=0.001, momentum=0.01),
            nn.ReLU(),
            ConvNormActivation(96, 96, 3, stride=2, groups=96, activation=nn.ReLU),
            MixedConv2d((48, 48), (12, 12), (1, 1)),
            nn.BatchNorm2d(24, eps=0.001, momentum=0.01),
        )
        self.stage3 = Unit2()
        self.stage4 = nn.Sequential(
            ConvNormActivation(24, 144, 1, activation=nn.SiLU),
            MixedConv2d(
                (48, 48, 48),
                (48, 48, 48),
                (3, 5, 7),
                stride=2,
                depthwise=True,
                conv=Conv2dSame,
            ),
            nn.BatchNorm2d(144, eps=0.001, momentum=0.01),
            nn.SiLU(),
            SqueezeExcitation(144, 12),
            ConvNormActivation(144, 40, 1),
        )
        self.stage5 = nn.Sequential(*[Unit3(40) for _ in range(3)])
        self.stage6 = nn.Sequential(
            ConvNormActivation(40, 240, 1, activation=nn.SiLU),
            MixedConv2d(
                (80, 80, 80),
                (80, 80, 80),
                (3, 5, 7),
                stride=2,
                depthwise=True,
                conv=Conv2dSame,
            ),
            nn.BatchNorm2d(240, eps=0.001, momentum=0.01),
            nn.SiLU(),
            SqueezeExcitation(240, 10),
            MixedConv2d((120, 120), (40, 40), (1, 1)),
            nn.BatchNorm2d(80, eps=0.001, momentum=0.01),
        )
        self.stage7 = nn.Sequential(Unit4(80), Unit4(80))
        self.stage8 = nn.Sequential(
            MixedConv2d((40, 40), (240, 240), (1, 1)),
            nn.BatchNorm2d(480, eps=0.001, momentum=0.01),
            nn.SiLU(),
            MixedConv2d(
                (160, 160, 160),
                (160, 160, 160),
                (3, 5, 7),
                depthwise=True,
                conv=Conv2dSame,
            ),
            nn.BatchNorm2d(480, eps=0.001, momentum=0.01),
            nn.SiLU(),
            SqueezeExcitation(480, 40),
            MixedConv2d((240, 240), (60, 60), (1, 1)),
            nn.BatchNorm2d(120, eps=0.001, momentum=0.01),
        )
        self.stage9 = nn.Sequential(
            Unit3(
                120,
                branch_inputs=(60, 60),
                outputs=(180, 180),
                channels=360,
                branch_inputs2=(90, 90, 90, 90),
                branch_outputs=(90, 90, 90, 90),
                kernel_sizes=(3, 5, 7, 9),
                branch_inputs3=(180, 180),
                branch_outputs2=(60, 60),
            ),
            Unit3(
                120,
                branch_inputs=(60, 60),
                outputs=(180, 180),
                channels=360,
                branch_inputs2=(90, 90, 90, 90),
                branch_outputs=(90, 90, 90, 90),
                kernel_sizes=(3, 5, 7, 9),
                branch_inputs3=(180, 180),
                branch_outputs2=(60, 60),
            ),
        )
        self.stage10 = nn.Sequential(
            ConvNormActivation(120, 720, 1, activation=nn.SiLU),
            MixedConv2d(
                (144, 144, 144, 144, 144),
                (144, 144, 144, 144, 144),
                (3, 5, 7, 9, 11),
                stride=2,
                depthwise=True,
                conv=Conv2dSame,
            ),
            nn.BatchNorm2d(720, eps=0.001, momentum=0.01),
            nn.SiLU(),
            SqueezeExcitation(720, 60),
            ConvNormActivation(720, 200, 1),
        )
        self.stage11 = nn.Sequential(
            Unit4(
                200,
                branch_inputs=(300, 300, 300, 300),
                outputs=(300, 300, 300, 300),
                kernel_sizes=(3, 5, 7, 9),
                squeezed=100,
                branch_inputs2=(600, 600),
                branch_outputs=(100, 100),
            ),
            Unit4(
                200,
                branch_inputs=(300, 300, 300, 300),
                outputs=(300, 300, 300, 300),
                kernel_sizes=(3, 5, 7, 9),
                squeezed=100,
                branch_inputs2=(600, 600),
                branch_outputs=(100, 100),
            ),
        )
        self.head = nn.Sequential(
            ConvNormActivation(200, 1536, 1, activation=nn.ReLU),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Dropout(0.2),
            nn.Linear(1536, 1000),
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
        x = self.stage8(x)
        x = self.stage9(x)
        x = self.stage10(x)
        x = self.stage11(x)
        return self.head(x)


def build():
    """The network, its weights drawn at random."""
    return MixnetS()
