"""mobilenet-v1 in PyTorch, written by Compound.

Weights:

    model = build()
    model.load_state_dict(safetensors.torch.load_file("model.safetensors"), strict=True)
"""

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


class ConvNormActivation(nn.Module):
    """A convolution, its batch normalisation and an activation."""

    def __init__(self, inputs, outputs, kernel_size, stride=1, groups=1):
        super().__init__()
        self.conv = Conv2dSame(
            inputs, outputs, kernel_size, stride=stride, groups=groups, bias=False
        )
        self.norm = nn.BatchNorm2d(outputs, eps=0.001, momentum=0.01)
        self.activation = nn.ReLU6()

    def forward(self, x):
        return self.activation(self.norm(self.conv(x)))


class DepthwiseSeparable(nn.Module):
    """A depthwise and a pointwise convolution (arXiv:1704.04861)."""

    def __init__(self, inputs, outputs, stride=1):
        super().__init__()
        self.depthwise = ConvNormActivation(
            inputs, inputs, 3, stride=stride, groups=inputs
        )
        self.project = ConvNormActivation(inputs, outputs, 1)

    def forward(self, x):
        x = self.depthwise(x)
        return self.project(x)


class MobilenetV1(nn.Module):
    """mobilenet-v1: 3 x 224 x 224 in, 1000 logits out."""

    def __init__(self):
        super().__init__()
        self.stem = ConvNormActivation(3, 32, 3, stride=2)
        self.stage1 = DepthwiseSeparable(32, 64)
        self.stage2 = nn.Sequential(
            DepthwiseSeparable(64, 128, stride=2), DepthwiseSeparable(128, 128)
        )
        self.stage3 = nn.Sequential(
            DepthwiseSeparable(128, 256, stride=2), DepthwiseSeparable(256, 256)
        )
        self.stage4 = nn.Sequential(
            DepthwiseSeparable(256, 512, stride=2),
            *[DepthwiseSeparable(512, 512) for _ in range(5)],
        )
        self.stage5 = nn.Sequential(
            DepthwiseSeparable(512, 1024, stride=2), DepthwiseSeparable(1024, 1024)
        )
        self.head = nn.Sequential(
            nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(1024, 1000)
        )

    def forward(self, x):
        x = self.stem(x)
        x = self.stage1(x)
        x = self.stage2(x)
        x = self.stage3(x)
        x = self.stage4(x)
        x = self.stage5(x)
        return self.head(x)


def build():
    """The network, its weights drawn at random."""
    return MobilenetV1()
