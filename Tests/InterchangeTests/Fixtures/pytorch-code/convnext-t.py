"""convnext-t in PyTorch, written by Compound.

Weights:

    model = build()
    model.load_state_dict(safetensors.torch.load_file("model.safetensors"), strict=True)
"""

import torch
from torch import nn


class PixelLinear(nn.Linear):
    """A linear map of the channels at every pixel."""

    def forward(self, x):
        return super().forward(x.movedim(1, -1)).movedim(-1, 1)


class ChannelNorm(nn.LayerNorm):
    """A normalisation over the channels of each pixel."""

    def forward(self, x):
        return super().forward(x.movedim(1, -1)).movedim(-1, 1)


class ChannelScale(nn.Module):
    """A trained factor per channel."""

    def __init__(self, channels, value):
        super().__init__()
        self.weight = nn.Parameter(torch.full((channels,), value))

    def forward(self, x):
        return x * self.weight.view(-1, 1, 1)


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


class Unit(nn.Module):
    """The layers of stage1."""

    def __init__(self):
        super().__init__()
        self.branch = nn.Sequential(
            nn.Conv2d(96, 96, 7, padding=3, groups=96),
            ChannelNorm(96, eps=1e-06),
            PixelLinear(96, 384),
            nn.GELU(),
            PixelLinear(384, 96),
            ChannelScale(96, 1e-06),
        )

    def forward(self, x):
        return x + self.branch(x)


class Unit2(nn.Module):
    """A block of stage1, stage2, stage3, stage4."""

    def __init__(self, inputs, rate=0.00588235294118):
        super().__init__()
        branch_channels = 4 * inputs
        self.branch = nn.Sequential(
            nn.Conv2d(inputs, inputs, 7, padding=3, groups=inputs),
            ChannelNorm(inputs, eps=1e-06),
            PixelLinear(inputs, branch_channels),
            nn.GELU(),
            PixelLinear(branch_channels, inputs),
            ChannelScale(inputs, 1e-06),
            StochasticDepth(rate),
        )

    def forward(self, x):
        return x + self.branch(x)


class ConvnextT(nn.Module):
    """convnext-t: 3 x 224 x 224 in, 1000 logits out."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, 96, 4, stride=4), ChannelNorm(96, eps=1e-06)
        )
        self.stage1 = nn.Sequential(Unit(), Unit2(96), Unit2(96, rate=0.0117647058824))
        self.downsampling1 = nn.Sequential(
            ChannelNorm(96, eps=1e-06), nn.Conv2d(96, 192, 2, stride=2)
        )
        self.stage2 = nn.Sequential(
            Unit2(192, rate=0.0176470588235),
            Unit2(192, rate=0.0235294117647),
            Unit2(192, rate=0.0294117647059),
        )
        self.downsampling2 = nn.Sequential(
            ChannelNorm(192, eps=1e-06), nn.Conv2d(192, 384, 2, stride=2)
        )
        self.stage3 = nn.Sequential(
            Unit2(384, rate=0.0352941176471),
            Unit2(384, rate=0.0411764705882),
            Unit2(384, rate=0.0470588235294),
            Unit2(384, rate=0.0529411764706),
            Unit2(384, rate=0.0588235294118),
            Unit2(384, rate=0.0647058823529),
            Unit2(384, rate=0.0705882352941),
            Unit2(384, rate=0.0764705882353),
            Unit2(384, rate=0.0823529411765),
        )
        self.downsampling3 = nn.Sequential(
            ChannelNorm(384, eps=1e-06), nn.Conv2d(384, 768, 2, stride=2)
        )
        self.stage4 = nn.Sequential(
            Unit2(768, rate=0.0882352941176),
            Unit2(768, rate=0.0941176470588),
            Unit2(768, rate=0.1),
        )
        self.head = nn.Sequential(
            nn.AdaptiveAvgPool2d(1),
            ChannelNorm(768, eps=1e-06),
            nn.Flatten(),
            nn.Linear(768, 1000),
        )

    def forward(self, x):
        x = self.stem(x)
        x = self.stage1(x)
        x = self.downsampling1(x)
        x = self.stage2(x)
        x = self.downsampling2(x)
        x = self.stage3(x)
        x = self.downsampling3(x)
        x = self.stage4(x)
        return self.head(x)


def build():
    """The network, its weights drawn at random."""
    return ConvnextT()
