"""densenet-121 in PyTorch, written by Compound.

Weights:

    model = build()
    model.load_state_dict(safetensors.torch.load_file("model.safetensors"), strict=True)
"""

import torch
from torch import nn


class ConvNormActivation(nn.Module):
    """A convolution, its batch normalisation and an activation."""

    def __init__(self, inputs, outputs, kernel_size, stride=1):
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
        self.activation = nn.ReLU()

    def forward(self, x):
        return self.activation(self.norm(self.conv(x)))


class Block(nn.Module):
    """A block of block1, block2, block3, block4."""

    def __init__(self, inputs):
        super().__init__()
        self.branch = nn.Sequential(
            nn.BatchNorm2d(inputs),
            nn.ReLU(),
            ConvNormActivation(inputs, 128, 1),
            nn.Conv2d(128, 32, 3, padding=1, bias=False),
        )

    def forward(self, x):
        return torch.cat([x, self.branch(x)], 1)


class Densenet121(nn.Module):
    """densenet-121: 3 x 224 x 224 in, 1000 logits out."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(
            ConvNormActivation(3, 64, 7, stride=2), nn.MaxPool2d(3, stride=2, padding=1)
        )
        self.block1 = nn.Sequential(*[Block(64 + 32 * i) for i in range(6)])
        self.transition1 = nn.Sequential(
            nn.BatchNorm2d(256),
            nn.ReLU(),
            nn.Conv2d(256, 128, 1, bias=False),
            nn.AvgPool2d(2),
        )
        self.block2 = nn.Sequential(*[Block(128 + 32 * i) for i in range(12)])
        self.transition2 = nn.Sequential(
            nn.BatchNorm2d(512),
            nn.ReLU(),
            nn.Conv2d(512, 256, 1, bias=False),
            nn.AvgPool2d(2),
        )
        self.block3 = nn.Sequential(*[Block(256 + 32 * i) for i in range(24)])
        self.transition3 = nn.Sequential(
            nn.BatchNorm2d(1024),
            nn.ReLU(),
            nn.Conv2d(1024, 512, 1, bias=False),
            nn.AvgPool2d(2),
        )
        self.block4 = nn.Sequential(*[Block(512 + 32 * i) for i in range(16)])
        self.head = nn.Sequential(
            nn.BatchNorm2d(1024),
            nn.ReLU(),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Linear(1024, 1000),
        )

    def forward(self, x):
        x = self.stem(x)
        x = self.block1(x)
        x = self.transition1(x)
        x = self.block2(x)
        x = self.transition2(x)
        x = self.block3(x)
        x = self.transition3(x)
        x = self.block4(x)
        return self.head(x)


def build():
    """The network, its weights drawn at random."""
    return Densenet121()
