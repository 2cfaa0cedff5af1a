"""mobilenet-v3-large in PyTorch, written by Compound.

Weights:

    model = build()
    model.load_state_dict(safetensors.torch.load_file("model.safetensors"), strict=True)
"""

from torch import nn


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
        self.norm = nn.BatchNorm2d(outputs, eps=0.001, momentum=0.01)
        self.activation = activation() if activation else nn.Identity()

    def forward(self, x):
        return self.activation(self.norm(self.conv(x)))


class SqueezeExcitation(nn.Module):
    """Squeeze-and-excitation (arXiv:1709.01507)."""

    def __init__(self, channels, squeezed):
        super().__init__()
        self.reduce = nn.Conv2d(channels, squeezed, 1)
        self.activation = nn.ReLU()
        self.expand = nn.Conv2d(squeezed, channels, 1)
        self.gate = nn.Hardsigmoid()

    def forward(self, x):
        scale = x.mean((2, 3), keepdim=True)
        scale = self.expand(self.activation(self.reduce(scale)))
        return x * self.gate(scale)


class MBConv(nn.Module):
    """An inverted bottleneck (arXiv:1801.04381, arXiv:1905.11946)."""

    def __init__(
        self,
        inputs,
        outputs,
        expand_channels=72,
        activation=None,
        kernel_size=3,
        stride=1,
        depthwise_activation=None,
        squeezed=32,
        expand=True,
        squeeze=True,
    ):
        super().__init__()
        self.expand = nn.Identity()
        if expand:
            self.expand = ConvNormActivation(
                inputs, expand_channels, 1, activation=activation
            )
        self.depthwise = ConvNormActivation(
            expand_channels,
            expand_channels,
            kernel_size,
            stride=stride,
            groups=expand_channels,
            activation=depthwise_activation,
        )
        self.squeeze = nn.Identity()
        if squeeze:
            self.squeeze = SqueezeExcitation(expand_channels, squeezed)
        self.project = ConvNormActivation(expand_channels, outputs, 1)
        self.has_shortcut = stride == 1 and inputs == outputs

    def forward(self, x):
        y = self.expand(x)
        y = self.depthwise(y)
        y = self.squeeze(y)
        y = self.project(y)
        return x + y if self.has_shortcut else y


class MobilenetV3Large(nn.Module):
    """mobilenet-v3-large: 3 x 224 x 224 in, 1000 logits out."""

    def __init__(self):
        super().__init__()
        self.stem = ConvNormActivation(3, 16, 3, stride=2, activation=nn.Hardswish)
        self.stage1 = MBConv(
            16,
            16,
            expand_channels=16,
            depthwise_activation=nn.ReLU,
            expand=False,
            squeeze=False,
        )
        self.stage2 = MBConv(
            16,
            24,
            expand_channels=64,
            activation=nn.ReLU,
            stride=2,
            depthwise_activation=nn.ReLU,
            squeeze=False,
        )
        self.stage3 = MBConv(
            24, 24, activation=nn.ReLU, depthwise_activation=nn.ReLU, squeeze=False
        )
        self.stage4 = MBConv(
            24,
            40,
            activation=nn.ReLU,
            kernel_size=5,
            stride=2,
            depthwise_activation=nn.ReLU,
            squeezed=24,
        )
        self.stage5 = MBConv(
            40,
            40,
            expand_channels=120,
            activation=nn.ReLU,
            kernel_size=5,
            depthwise_activation=nn.ReLU,
        )
        self.stage6 = MBConv(
            40,
            40,
            expand_channels=120,
            activation=nn.ReLU,
            kernel_size=5,
            depthwise_activation=nn.ReLU,
        )
        self.stage7 = MBConv(
            40,
            80,
            expand_channels=240,
            activation=nn.Hardswish,
            stride=2,
            depthwise_activation=nn.Hardswish,
            squeeze=False,
        )
        self.stage8 = MBConv(
            80,
            80,
            expand_channels=200,
            activation=nn.Hardswish,
            depthwise_activation=nn.Hardswish,
            squeeze=False,
        )
        self.stage9 = MBConv(
            80,
            80,
            expand_channels=184,
            activation=nn.Hardswish,
            depthwise_activation=nn.Hardswish,
            squeeze=False,
        )
        self.stage10 = MBConv(
            80,
            80,
            expand_channels=184,
            activation=nn.Hardswish,
            depthwise_activation=nn.Hardswish,
            squeeze=False,
        )
        self.stage11 = MBConv(
            80,
            112,
            expand_channels=480,
            activation=nn.Hardswish,
            depthwise_activation=nn.Hardswish,
            squeezed=120,
        )
        self.stage12 = MBConv(
            112,
            112,
            expand_channels=672,
            activation=nn.Hardswish,
            depthwise_activation=nn.Hardswish,
            squeezed=168,
        )
        self.stage13 = MBConv(
            112,
            160,
            expand_channels=672,
            activation=nn.Hardswish,
            kernel_size=5,
            stride=2,
            depthwise_activation=nn.Hardswish,
            squeezed=168,
        )
        self.stage14 = MBConv(
            160,
            160,
            expand_channels=960,
            activation=nn.Hardswish,
            kernel_size=5,
            depthwise_activation=nn.Hardswish,
            squeezed=240,
        )
        self.stage15 = MBConv(
            160,
            160,
            expand_channels=960,
            activation=nn.Hardswish,
            kernel_size=5,
            depthwise_activation=nn.Hardswish,
            squeezed=240,
        )
        self.head = nn.Sequential(
            ConvNormActivation(160, 960, 1, activation=nn.Hardswish),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Linear(960, 1280),
            nn.Hardswish(),
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
        x = self.stage8(x)
        x = self.stage9(x)
        x = self.stage10(x)
        x = self.stage11(x)
        x = self.stage12(x)
        x = self.stage13(x)
        x = self.stage14(x)
        x = self.stage15(x)
        return self.head(x)


def build():
    """The network, its weights drawn at random."""
    return MobilenetV3Large()
