"""inception-v3-with-aux in PyTorch, written by Compound.

Weights:

    model = build()
    model.load_state_dict(safetensors.torch.load_file("model.safetensors"), strict=True)
"""

import torch
from torch import nn


class ConvNormActivation(nn.Module):
    """A convolution, its batch normalisation and an activation."""

    def __init__(self, inputs, outputs, kernel_size, stride=1, padding=0):
        super().__init__()
        self.conv = nn.Conv2d(
            inputs, outputs, kernel_size, stride=stride, padding=padding, bias=False
        )
        self.norm = nn.BatchNorm2d(outputs, eps=0.001)
        self.activation = nn.ReLU()

    def forward(self, x):
        return self.activation(self.norm(self.conv(x)))


class Mixed5b(nn.Module):
    """A block of mixed5b, mixed5c, mixed5d."""

    def __init__(self, inputs, branch3_channels=64):
        super().__init__()
        self.conv = ConvNormActivation(inputs, 64, 1)
        self.branch = nn.Sequential(
            ConvNormActivation(inputs, 48, 1), ConvNormActivation(48, 64, 5, padding=2)
        )
        self.branch2 = nn.Sequential(
            ConvNormActivation(inputs, 64, 1),
            ConvNormActivation(64, 96, 3, padding=1),
            ConvNormActivation(96, 96, 3, padding=1),
        )
        self.branch3 = nn.Sequential(
            nn.AvgPool2d(3, stride=1, padding=1),
            ConvNormActivation(inputs, branch3_channels, 1),
        )

    def forward(self, x):
        return torch.cat(
            [self.conv(x), self.branch(x), self.branch2(x), self.branch3(x)], 1
        )


class Mixed6a(nn.Module):
    """The layers of mixed6a."""

    def __init__(self):
        super().__init__()
        self.conv = ConvNormActivation(288, 384, 3, stride=2)
        self.branch = nn.Sequential(
            ConvNormActivation(288, 64, 1),
            ConvNormActivation(64, 96, 3, padding=1),
            ConvNormActivation(96, 96, 3, stride=2),
        )
        self.pool = nn.MaxPool2d(3, stride=2)

    def forward(self, x):
        return torch.cat([self.conv(x), self.branch(x), self.pool(x)], 1)


class Mixed6b(nn.Module):
    """A block of mixed6b, mixed6c, mixed6d, mixed6e."""

    def __init__(self, branch_channels=160):
        super().__init__()
        self.conv = ConvNormActivation(768, 192, 1)
        self.branch = nn.Sequential(
            ConvNormActivation(768, branch_channels, 1),
            ConvNormActivation(
                branch_channels, branch_channels, (1, 7), padding=(0, 3)
            ),
            ConvNormActivation(branch_channels, 192, (7, 1), padding=(3, 0)),
        )
        self.branch2 = nn.Sequential(
            ConvNormActivation(768, branch_channels, 1),
            ConvNormActivation(
                branch_channels, branch_channels, (7, 1), padding=(3, 0)
            ),
            ConvNormActivation(
                branch_channels, branch_channels, (1, 7), padding=(0, 3)
            ),
            ConvNormActivation(
                branch_channels, branch_channels, (7, 1), padding=(3, 0)
            ),
            ConvNormActivation(branch_channels, 192, (1, 7), padding=(0, 3)),
        )
        self.branch3 = nn.Sequential(
            nn.AvgPool2d(3, stride=1, padding=1), ConvNormActivation(768, 192, 1)
        )

    def forward(self, x):
        return torch.cat(
            [self.conv(x), self.branch(x), self.branch2(x), self.branch3(x)], 1
        )


class Mixed7a(nn.Module):
    """The layers of mixed7a."""

    def __init__(self):
        super().__init__()
        self.branch = nn.Sequential(
            ConvNormActivation(768, 192, 1), ConvNormActivation(192, 320, 3, stride=2)
        )
        self.branch2 = nn.Sequential(
            ConvNormActivation(768, 192, 1),
            ConvNormActivation(192, 192, (1, 7), padding=(0, 3)),
            ConvNormActivation(192, 192, (7, 1), padding=(3, 0)),
            ConvNormActivation(192, 192, 3, stride=2),
        )
        self.pool = nn.MaxPool2d(3, stride=2)

    def forward(self, x):
        return torch.cat([self.branch(x), self.branch2(x), self.pool(x)], 1)


class Mixed7b(nn.Module):
    """A block of mixed7b, mixed7c."""

    def __init__(self, inputs):
        super().__init__()
        self.conv = ConvNormActivation(inputs, 320, 1)
        self.conv2 = ConvNormActivation(inputs, 384, 1)
        self.conv3 = ConvNormActivation(384, 384, (1, 3), padding=(0, 1))
        self.conv4 = ConvNormActivation(384, 384, (3, 1), padding=(1, 0))
        self.branch = nn.Sequential(
            ConvNormActivation(inputs, 448, 1),
            ConvNormActivation(448, 384, 3, padding=1),
        )
        self.conv5 = ConvNormActivation(384, 384, (1, 3), padding=(0, 1))
        self.conv6 = ConvNormActivation(384, 384, (3, 1), padding=(1, 0))
        self.branch2 = nn.Sequential(
            nn.AvgPool2d(3, stride=1, padding=1), ConvNormActivation(inputs, 192, 1)
        )

    def forward(self, x):
        conv2 = self.conv2(x)
        branch = self.branch(x)
        return torch.cat(
            [
                self.conv(x),
                self.conv3(conv2),
                self.conv4(conv2),
                self.conv5(branch),
                self.conv6(branch),
                self.branch2(x),
            ],
            1,
        )


class InceptionV3WithAux(nn.Module):
    """inception-v3-with-aux: 3 x 299 x 299 in, 1000 logits out."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(
            ConvNormActivation(3, 32, 3, stride=2),
            ConvNormActivation(32, 32, 3),
            ConvNormActivation(32, 64, 3, padding=1),
            nn.MaxPool2d(3, stride=2),
            ConvNormActivation(64, 80, 1),
            ConvNormActivation(80, 192, 3),
            nn.MaxPool2d(3, stride=2),
        )
        self.mixed5b = Mixed5b(192, branch3_channels=32)
        self.mixed5c = Mixed5b(256)
        self.mixed5d = Mixed5b(288)
        self.mixed6a = Mixed6a()
        self.mixed6b = Mixed6b(branch_channels=128)
        self.mixed6c = Mixed6b()
        self.mixed6d = Mixed6b()
        self.mixed6e = Mixed6b(branch_channels=192)
        self.mixed7a = Mixed7a()
        self.mixed7b = Mixed7b(1280)
        self.mixed7c = Mixed7b(2048)
        self.head = nn.Sequential(
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Dropout(0.5),
            nn.Linear(2048, 1000),
        )
        self.auxiliary = nn.Sequential(
            nn.AvgPool2d(5, stride=3),
            ConvNormActivation(768, 128, 1),
            ConvNormActivation(128, 768, 5),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Linear(768, 1000),
        )

    def forward(self, x):
        x = self.stem(x)
        x = self.mixed5b(x)
        x = self.mixed5c(x)
        x = self.mixed5d(x)
        x = self.mixed6a(x)
        x = self.mixed6b(x)
        x = self.mixed6c(x)
        x = self.mixed6d(x)
        mixed6e = self.mixed6e(x)
        mixed7a = self.mixed7a(mixed6e)
        mixed7b = self.mixed7b(mixed7a)
        mixed7c = self.mixed7c(mixed7b)
        head = self.head(mixed7c)
        if not self.training:
            return head
        auxiliary = self.auxiliary(mixed6e)
        return head, auxiliary


def build():
    """The network, its weights drawn at random."""
    return InceptionV3WithAux()
