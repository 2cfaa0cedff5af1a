"""resnet-50 in PyTorch, written by Compound.

Weights:

    model = build()
    model.load_state_dict(safetensors.torch.load_file("model.safetensors"), strict=True)
"""

from torch import nn


class ConvNormActivation(nn.Module):
    """A convolution, its batch normalisation and an activation."""

    def __init__(self, inputs, outputs, kernel_size, stride=1, activation=None):
        super().__init__()
        self.conv = nn.Conv2d(
            inputs,
            outputs,
            kernel_size,
            stride=stride,
            padding=kernel_size // 2,
            bias=False,
        )
        self.norm = nn.BatchNorm2d(outputs)
        self.activation = activation() if activation else nn.Identity()

    def forward(self, x):
        return self.activation(self.norm(self.conv(x)))


class BottleneckResidual(nn.Module):
    """A bottleneck and what goes round it (arXiv:1512.03385)."""

    def __init__(self, inputs, outputs, stride=1):
        super().__init__()
        conv1_channels = outputs // 4
        self.conv1 = ConvNormActivation(inputs, conv1_channels, 1, activation=nn.ReLU)
        self.conv2 = ConvNormActivation(
            conv1_channels, conv1_channels, 3, stride=stride, activation=nn.ReLU
        )
        self.conv3 = ConvNormActivation(conv1_channels, outputs, 1)
        self.shortcut = nn.Identity()
        if stride != 1 or inputs != outputs:
            self.shortcut = ConvNormActivation(inputs, outputs, 1, stride=stride)
        self.activation = nn.ReLU()

    def forward(self, x):
        y = self.conv1(x)
        y = self.conv2(y)
        y = self.conv3(y)
        return self.activation(self.shortcut(x) + y)


class Resnet50(nn.Module):
    """resnet-50: 3 x 224 x 224 in, 1000 logits out."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(
            ConvNormActivation(3, 64, 7, stride=2, activation=nn.ReLU),
            nn.MaxPool2d(3, stride=2, padding=1),
        )
        self.stage1 = nn.Sequential(
            BottleneckResidual(64, 256),
            BottleneckResidual(256, 256),
            BottleneckResidual(256, 256),
        )
        self.stage2 = nn.Sequential(
            BottleneckResidual(256, 512, stride=2),
            *[BottleneckResidual(512, 512) for _ in range(3)],
        )
        self.stage3 = nn.Sequential(
            BottleneckResidual(512, 1024, stride=2),
            *[BottleneckResidual(1024, 1024) for _ in range(5)],
        )
        self.stage4 = nn.Sequential(
            BottleneckResidual(1024, 2048, stride=2),
            BottleneckResidual(2048, 2048),
            BottleneckResidual(2048, 2048),
        )
        self.head = nn.Sequential(
            nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(2048, 1000)
        )

    def forward(self, x):
        x = self.stem(x)
        x = self.stage1(x)
        x = self.stage2(x)
        x = self.stage3(x)
        x = self.stage4(x)
        return self.head(x)


def build():
    """The network, its weights drawn at random."""
    return Resnet50()
