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


class MBConv(nn.Module):
    """An inverted bottleneck (arXiv:1801.04381, arXiv:1905.11946)."""

    def __init__(self):
        super().__init__()
        self.depthwise = ConvNormActivation(16, 16, 3, groups=16, activation=nn.ReLU)
        self.project = ConvNormActivation(16, 16, 1)

    def forward(self, x):
        y = self.depthwise(x)
        y = self.project(y)
        return x + y


class MBConv2(nn.Module):
    """An inverted bottleneck (arXiv:1801.04381, arXiv:1905.11946)."""

    def __init__(
        self,
        inputs,
        outputs,
        expand_inputs=(8, 8),
        expand_outputs=(48, 48),
        channels=96,
        stride=1,
        project_inputs=(48, 48),
    ):
        super().__init__()
        self.expand = MixedConv2d(expand_inputs, expand_outputs, (1, 1))
        self.expand_normalization = nn.BatchNorm2d(channels, eps=0.001, momentum=0.01)
        self.expand_activation = nn.ReLU()
        self.depthwise = ConvNormActivation(
            channels, channels, 3, stride=stride, groups=channels, activation=nn.ReLU
        )
        self.project = MixedConv2d(project_inputs, (12, 12), (1, 1))
        self.project_normalization = nn.BatchNorm2d(24, eps=0.001, momentum=0.01)
        self.has_shortcut = stride == 1 and inputs == outputs

    def forward(self, x):
        y = self.expand(x)
        y = self.expand_normalization(y)
        y = self.expand_activation(y)
        y = self.depthwise(y)
        y = self.project(y)
        y = self.project_normalization(y)
        return x + y if self.has_shortcut else y


class MBConv3(nn.Module):
    """An inverted bottleneck (arXiv:1801.04381, arXiv:1905.11946)."""

    def __init__(
        self,
        inputs,
        outputs,
        depthwise_inputs=(48, 48, 48),
        depthwise_outputs=(48, 48, 48),
        kernel_sizes=(3, 5, 7),
    ):
        super().__init__()
        expanded = 6 * inputs
        self.expand = ConvNormActivation(inputs, expanded, 1, activation=nn.SiLU)
        self.depthwise = MixedConv2d(
            depthwise_inputs,
            depthwise_outputs,
            kernel_sizes,
            stride=2,
            depthwise=True,
            conv=Conv2dSame,
        )
        self.depthwise_normalization = nn.BatchNorm2d(
            expanded, eps=0.001, momentum=0.01
        )
        self.depthwise_activation = nn.SiLU()
        self.squeeze = SqueezeExcitation(expanded, inputs // 2)
        self.project = ConvNormActivation(expanded, outputs, 1)

    def forward(self, x):
        x = self.expand(x)
        x = self.depthwise(x)
        x = self.depthwise_normalization(x)
        x = self.depthwise_activation(x)
        x = self.squeeze(x)
        return self.project(x)


class MBConv4(nn.Module):
    """An inverted bottleneck (arXiv:1801.04381, arXiv:1905.11946)."""

    def __init__(
        self,
        inputs,
        outputs,
        expand_inputs=(20, 20),
        expand_outputs=(120, 120),
        channels=240,
        depthwise_inputs=(120, 120),
        depthwise_outputs=(120, 120),
        kernel_sizes=(3, 5),
        project_inputs=(120, 120),
        project_outputs=(20, 20),
    ):
        super().__init__()
        self.expand = MixedConv2d(expand_inputs, expand_outputs, (1, 1))
        self.expand_normalization = nn.BatchNorm2d(channels, eps=0.001, momentum=0.01)
        self.expand_activation = nn.SiLU()
        self.depthwise = MixedConv2d(
            depthwise_inputs,
            depthwise_outputs,
            kernel_sizes,
            depthwise=True,
            conv=Conv2dSame,
        )
        self.depthwise_normalization = nn.BatchNorm2d(
            channels, eps=0.001, momentum=0.01
        )
        self.depthwise_activation = nn.SiLU()
        self.squeeze = SqueezeExcitation(channels, inputs // 2)
        self.project = MixedConv2d(project_inputs, project_outputs, (1, 1))
        self.project_normalization = nn.BatchNorm2d(outputs, eps=0.001, momentum=0.01)
        self.has_shortcut = inputs == outputs

    def forward(self, x):
        y = self.expand(x)
        y = self.expand_normalization(y)
        y = self.expand_activation(y)
        y = self.depthwise(y)
        y = self.depthwise_normalization(y)
        y = self.depthwise_activation(y)
        y = self.squeeze(y)
        y = self.project(y)
        y = self.project_normalization(y)
        return x + y if self.has_shortcut else y


class MBConv5(nn.Module):
    """An inverted bottleneck (arXiv:1801.04381, arXiv:1905.11946)."""

    def __init__(
        self,
        inputs,
        outputs,
        depthwise_inputs=(240, 240),
        depthwise_outputs=(240, 240),
        kernel_sizes=(3, 5),
        stride=1,
        squeezed=20,
        project_inputs=(240, 240),
        project_outputs=(40, 40),
    ):
        super().__init__()
        expanded = 6 * inputs
        self.expand = ConvNormActivation(inputs, expanded, 1, activation=nn.SiLU)
        self.depthwise = MixedConv2d(
            depthwise_inputs,
            depthwise_outputs,
            kernel_sizes,
            stride=stride,
            depthwise=True,
            conv=Conv2dSame,
        )
        self.depthwise_normalization = nn.BatchNorm2d(
            expanded, eps=0.001, momentum=0.01
        )
        self.depthwise_activation = nn.SiLU()
        self.squeeze = SqueezeExcitation(expanded, squeezed)
        self.project = MixedConv2d(project_inputs, project_outputs, (1, 1))
        self.project_normalization = nn.BatchNorm2d(outputs, eps=0.001, momentum=0.01)
        self.has_shortcut = stride == 1 and inputs == outputs

    def forward(self, x):
        y = self.expand(x)
        y = self.depthwise(y)
        y = self.depthwise_normalization(y)
        y = self.depthwise_activation(y)
        y = self.squeeze(y)
        y = self.project(y)
        y = self.project_normalization(y)
        return x + y if self.has_shortcut else y


class MixnetS(nn.Module):
    """mixnet-s: 3 x 224 x 224 in, 1000 logits out."""

    def __init__(self):
        super().__init__()
        self.stem = ConvNormActivation(3, 16, 3, stride=2, activation=nn.ReLU)
        self.stage1 = MBConv()
        self.stage2 = MBConv2(16, 24, stride=2)
        self.stage3 = MBConv2(
            24,
            24,
            expand_inputs=(12, 12),
            expand_outputs=(36, 36),
            channels=72,
            project_inputs=(36, 36),
        )
        self.stage4 = MBConv3(24, 40)
        self.stage5 = nn.Sequential(*[MBConv4(40, 40) for _ in range(3)])
        self.stage6 = MBConv5(
            40,
            80,
            depthwise_inputs=(80, 80, 80),
            depthwise_outputs=(80, 80, 80),
            kernel_sizes=(3, 5, 7),
            stride=2,
            squeezed=10,
            project_inputs=(120, 120),
        )
        self.stage7 = nn.Sequential(MBConv5(80, 80), MBConv5(80, 80))
        self.stage8 = MBConv4(
            80,
            120,
            expand_inputs=(40, 40),
            expand_outputs=(240, 240),
            channels=480,
            depthwise_inputs=(160, 160, 160),
            depthwise_outputs=(160, 160, 160),
            kernel_sizes=(3, 5, 7),
            project_inputs=(240, 240),
            project_outputs=(60, 60),
        )
        self.stage9 = nn.Sequential(
            MBConv4(
                120,
                120,
                expand_inputs=(60, 60),
                expand_outputs=(180, 180),
                channels=360,
                depthwise_inputs=(90, 90, 90, 90),
                depthwise_outputs=(90, 90, 90, 90),
                kernel_sizes=(3, 5, 7, 9),
                project_inputs=(180, 180),
                project_outputs=(60, 60),
            ),
            MBConv4(
                120,
                120,
                expand_inputs=(60, 60),
                expand_outputs=(180, 180),
                channels=360,
                depthwise_inputs=(90, 90, 90, 90),
                depthwise_outputs=(90, 90, 90, 90),
                kernel_sizes=(3, 5, 7, 9),
                project_inputs=(180, 180),
                project_outputs=(60, 60),
            ),
        )
        self.stage10 = MBConv3(
            120,
            200,
            depthwise_inputs=(144, 144, 144, 144, 144),
            depthwise_outputs=(144, 144, 144, 144, 144),
            kernel_sizes=(3, 5, 7, 9, 11),
        )
        self.stage11 = nn.Sequential(
            MBConv5(
                200,
                200,
                depthwise_inputs=(300, 300, 300, 300),
                depthwise_outputs=(300, 300, 300, 300),
                kernel_sizes=(3, 5, 7, 9),
                squeezed=100,
                project_inputs=(600, 600),
                project_outputs=(100, 100),
            ),
            MBConv5(
                200,
                200,
                depthwise_inputs=(300, 300, 300, 300),
                depthwise_outputs=(300, 300, 300, 300),
                kernel_sizes=(3, 5, 7, 9),
                squeezed=100,
                project_inputs=(600, 600),
                project_outputs=(100, 100),
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
