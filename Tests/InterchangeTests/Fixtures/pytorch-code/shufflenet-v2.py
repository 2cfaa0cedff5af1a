"""shufflenet-v2 in PyTorch, written by Compound.

Weights:

    model = build()
    model.load_state_dict(safetensors.torch.load_file("model.safetensors"), strict=True)
"""

import torch
from torch import nn


class ChannelSlice(nn.Module):
    """Some of the channels, from `start` up to, not including, `end`."""

    def __init__(self, start, end):
        super().__init__()
        self.start = start
        self.end = end

    def forward(self, x):
        return x[:, self.start : self.end]


class ConvNormActivation(nn.Module):
    """A convolution, its batch normalisation and an activation."""

    def __init__(
        self, inputs, outputs, kernel_size, stride=1, groups=1, activation=None
    ):
        super().__init__()
        self.conv = nn.Conv2d(
            inputs,
            outputs,
            kernel_size,
            stride=stride,
            padding=kernel_size // 2,
            groups=groups,
            bias=False,
        )
        self.norm = nn.BatchNorm2d(outputs)
        self.activation = activation() if activation else nn.Identity()

    def forward(self, x):
        return self.activation(self.norm(self.conv(x)))


class Unit(nn.Module):
    """A block of stage2, stage3, stage4."""

    def __init__(self, inputs, branch_channels=58):
        super().__init__()
        self.branch = nn.Sequential(
            ConvNormActivation(inputs, inputs, 3, stride=2, groups=inputs),
            ConvNormActivation(inputs, branch_channels, 1, activation=nn.ReLU),
        )
        self.branch2 = nn.Sequential(
            ConvNormActivation(inputs, branch_channels, 1, activation=nn.ReLU),
            ConvNormActivation(
                branch_channels, branch_channels, 3, stride=2, groups=branch_channels
            ),
            ConvNormActivation(branch_channels, branch_channels, 1, activation=nn.ReLU),
        )
        self.channel_shuffle = nn.ChannelShuffle(2)

    def forward(self, x):
        joined = torch.cat([self.branch(x), self.branch2(x)], 1)
        return self.channel_shuffle(joined)


class Unit2(nn.Module):
    """A block of stage2, stage3, stage4."""

    def __init__(self, inputs, end=116, start=116, branch_end=232):
        super().__init__()
        branch_channels = inputs // 2
        self.slice = ChannelSlice(0, end)
        self.branch = nn.Sequential(
            ChannelSlice(start, branch_end),
            ConvNormActivation(inputs // 2, branch_channels, 1, activation=nn.ReLU),
            ConvNormActivation(
                branch_channels, branch_channels, 3, groups=branch_channels
            ),
            ConvNormActivation(branch_channels, branch_channels, 1, activation=nn.ReLU),
        )
        self.channel_shuffle = nn.ChannelShuffle(2)

    def forward(self, x):
        joined = torch.cat([self.slice(x), self.branch(x)], 1)
        return self.channel_shuffle(joined)


class ShufflenetV2(nn.Module):
    """shufflenet-v2: 3 x 224 x 224 in, 1000 logits out."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(
            ConvNormActivation(3, 24, 3, stride=2, activation=nn.ReLU),
            nn.MaxPool2d(3, stride=2, padding=1),
        )
        self.stage2 = nn.Sequential(
            Unit(24), *[Unit2(116, end=58, start=58, branch_end=116) for _ in range(3)]
        )
        self.stage3 = nn.Sequential(
            Unit(116, branch_channels=116), *[Unit2(232) for _ in range(7)]
        )
        self.stage4 = nn.Sequential(
            Unit(232, branch_channels=232),
            *[Unit2(464, end=232, start=232, branch_end=464) for _ in range(3)],
        )
        self.head = nn.Sequential(
            ConvNormActivation(464, 1024, 1, activation=nn.ReLU),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Linear(1024, 1000),
        )

    def forward(self, x):
        x = self.stem(x)
        x = self.stage2(x)
        x = self.stage3(x)
        x = self.stage4(x)
        return self.head(x)


def build():
    """The network, its weights drawn at random."""
    return ShufflenetV2()
