"""nasnet-a-mobile in PyTorch, written by Compound.

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


class MaxPool2dPadded(nn.Module):
    """A maximum over windows, padded as TensorFlow's SAME does or by given amounts."""

    def __init__(self, kernel_size, stride, padding=None):
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = stride
        self.padding = padding

    def forward(self, x):
        amounts = self.padding or same_amounts(x, self.kernel_size, self.stride)
        x = F.pad(x, amounts, value=float("-inf"))
        return F.max_pool2d(x, self.kernel_size, self.stride)


class AvgPool2dPadded(nn.Module):
    """A mean over windows, padded as TensorFlow's SAME does or by given amounts."""

    def __init__(self, kernel_size, stride, padding=None, counts_padding=False):
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = stride
        self.padding = padding
        self.counts_padding = counts_padding

    def forward(self, x):
        amounts = self.padding or same_amounts(x, self.kernel_size, self.stride)
        mean = F.avg_pool2d(F.pad(x, amounts), self.kernel_size, self.stride)
        if self.counts_padding:
            return mean
        ones = F.pad(torch.ones_like(x[:1, :1]), amounts)
        return mean / F.avg_pool2d(ones, self.kernel_size, self.stride)


class ConvNormActivation(nn.Module):
    """A convolution, its batch normalisation and an activation."""

    def __init__(
        self, inputs, outputs, kernel_size, stride=1, conv=Conv2dSame, activation=None
    ):
        super().__init__()
        self.conv = conv(inputs, outputs, kernel_size, stride=stride, bias=False)
        self.norm = nn.BatchNorm2d(outputs, eps=0.001, momentum=0.0003)
        self.activation = activation() if activation else nn.Identity()

    def forward(self, x):
        return self.activation(self.norm(self.conv(x)))


class Stem(nn.Module):
    """The layers of stem1."""

    def __init__(self):
        super().__init__()
        self.branch = nn.Sequential(nn.ReLU(), ConvNormActivation(32, 11, 1))
        self.branch2 = nn.Sequential(
            nn.ReLU(),
            Conv2dSame(11, 11, 5, stride=2, groups=11, bias=False),
            ConvNormActivation(11, 11, 1, activation=nn.ReLU),
            Conv2dSame(11, 11, 5, groups=11, bias=False),
            ConvNormActivation(11, 11, 1),
        )
        self.branch3 = nn.Sequential(
            nn.ReLU(),
            Conv2dSame(32, 32, 7, stride=2, groups=32, bias=False),
            ConvNormActivation(32, 11, 1, activation=nn.ReLU),
            Conv2dSame(11, 11, 7, groups=11, bias=False),
            ConvNormActivation(11, 11, 1),
        )
        self.pool = MaxPool2dPadded((3, 3), (2, 2))
        self.branch4 = nn.Sequential(
            nn.ReLU(),
            Conv2dSame(32, 32, 7, stride=2, groups=32, bias=False),
            ConvNormActivation(32, 11, 1, activation=nn.ReLU),
            Conv2dSame(11, 11, 7, groups=11, bias=False),
            ConvNormActivation(11, 11, 1),
        )
        self.pool2 = AvgPool2dPadded((3, 3), (2, 2))
        self.branch5 = nn.Sequential(
            nn.ReLU(),
            Conv2dSame(32, 32, 5, stride=2, groups=32, bias=False),
            ConvNormActivation(32, 11, 1, activation=nn.ReLU),
            Conv2dSame(11, 11, 5, groups=11, bias=False),
            ConvNormActivation(11, 11, 1),
        )
        self.pool3 = nn.AvgPool2d(3, stride=1, padding=1, count_include_pad=False)
        self.branch6 = nn.Sequential(
            nn.ReLU(),
            Conv2dSame(11, 11, 3, groups=11, bias=False),
            ConvNormActivation(11, 11, 1, activation=nn.ReLU),
            Conv2dSame(11, 11, 3, groups=11, bias=False),
            ConvNormActivation(11, 11, 1),
        )
        self.pool4 = MaxPool2dPadded((3, 3), (2, 2))

    def forward(self, x):
        branch = self.branch(x)
        total = self.branch2(branch) + self.branch3(x)
        total2 = self.pool(branch) + self.branch4(x)
        total3 = self.pool2(branch) + self.branch5(x)
        total4 = total2 + self.pool3(total)
        total5 = self.branch6(total) + self.pool4(branch)
        return torch.cat([total2, total3, total4, total5], 1)


class Stem2(nn.Module):
    """The layers of stem2."""

    def __init__(self):
        super().__init__()
        self.activation = nn.ReLU()
        self.branch = nn.Sequential(
            nn.AvgPool2d(1, stride=2), Conv2dSame(32, 11, 1, bias=False)
        )
        self.branch2 = nn.Sequential(
            nn.ZeroPad2d((-1, 1, -1, 1)),
            nn.AvgPool2d(1, stride=2),
            Conv2dSame(32, 11, 1, bias=False),
        )
        self.norm = nn.BatchNorm2d(22, eps=0.001, momentum=0.0003)
        self.branch3 = nn.Sequential(nn.ReLU(), ConvNormActivation(44, 22, 1))
        self.branch4 = nn.Sequential(
            nn.ReLU(),
            Conv2dSame(22, 22, 5, stride=2, groups=22, bias=False),
            ConvNormActivation(22, 22, 1, activation=nn.ReLU),
            Conv2dSame(22, 22, 5, groups=22, bias=False),
            ConvNormActivation(22, 22, 1),
        )
        self.branch5 = nn.Sequential(
            nn.ReLU(),
            Conv2dSame(22, 22, 7, stride=2, groups=22, bias=False),
            ConvNormActivation(22, 22, 1, activation=nn.ReLU),
            Conv2dSame(22, 22, 7, groups=22, bias=False),
            ConvNormActivation(22, 22, 1),
        )
        self.pool = MaxPool2dPadded((3, 3), (2, 2))
        self.branch6 = nn.Sequential(
            nn.ReLU(),
            Conv2dSame(22, 22, 7, stride=2, groups=22, bias=False),
            ConvNormActivation(22, 22, 1, activation=nn.ReLU),
            Conv2dSame(22, 22, 7, groups=22, bias=False),
            ConvNormActivation(22, 22, 1),
        )
        self.pool2 = AvgPool2dPadded((3, 3), (2, 2))
        self.branch7 = nn.Sequential(
            nn.ReLU(),
            Conv2dSame(22, 22, 5, stride=2, groups=22, bias=False),
            ConvNormActivation(22, 22, 1, activation=nn.ReLU),
            Conv2dSame(22, 22, 5, groups=22, bias=False),
            ConvNormActivation(22, 22, 1),
        )
        self.pool3 = nn.AvgPool2d(3, stride=1, padding=1, count_include_pad=False)
        self.branch8 = nn.Sequential(
            nn.ReLU(),
            Conv2dSame(22, 22, 3, groups=22, bias=False),
            ConvNormActivation(22, 22, 1, activation=nn.ReLU),
            Conv2dSame(22, 22, 3, groups=22, bias=False),
            ConvNormActivation(22, 22, 1),
        )
        self.pool4 = MaxPool2dPadded((3, 3), (2, 2))

    def forward(self, x0, x1):
        activation = self.activation(x0)
        joined = torch.cat([self.branch(activation), self.branch2(activation)], 1)
        norm = self.norm(joined)
        branch3 = self.branch3(x1)
        total = self.branch4(branch3) + self.branch5(norm)
        total2 = self.pool(branch3) + self.branch6(norm)
        total3 = self.pool2(branch3) + self.branch7(norm)
        total4 = total2 + self.pool3(total)
        total5 = self.branch8(total) + self.pool4(branch3)
        return torch.cat([total2, total3, total4, total5], 1)


class Cell(nn.Module):
    """A block of cell1, cell5, cell9."""

    def __init__(self, inputs0, inputs1, branch_channels=22):
        super().__init__()
        branch3_channels = 2 * branch_channels
        self.activation = nn.ReLU()
        self.branch = nn.Sequential(
            nn.AvgPool2d(1, stride=2),
            Conv2dSame(inputs0, branch_channels, 1, bias=False),
        )
        self.branch2 = nn.Sequential(
            nn.ZeroPad2d((-1, 1, -1, 1)),
            nn.AvgPool2d(1, stride=2),
            Conv2dSame(inputs0, branch_channels, 1, bias=False),
        )
        self.norm = nn.BatchNorm2d(2 * branch_channels, eps=0.001, momentum=0.0003)
        self.branch3 = nn.Sequential(
            nn.ReLU(), ConvNormActivation(inputs1, branch3_channels, 1)
        )
        self.branch4 = nn.Sequential(
            nn.ReLU(),
            Conv2dSame(
                branch3_channels,
                branch3_channels,
                5,
                groups=branch3_channels,
                bias=False,
            ),
            ConvNormActivation(
                branch3_channels, branch3_channels, 1, activation=nn.ReLU
            ),
            Conv2dSame(
                branch3_channels,
                branch3_channels,
                5,
                groups=branch3_channels,
                bias=False,
            ),
            ConvNormActivation(branch3_channels, branch3_channels, 1),
        )
        self.branch5 = nn.Sequential(
            nn.ReLU(),
            Conv2dSame(
                branch3_channels,
                branch3_channels,
                3,
                groups=branch3_channels,
                bias=False,
            ),
            ConvNormActivation(
                branch3_channels, branch3_channels, 1, activation=nn.ReLU
            ),
            Conv2dSame(
                branch3_channels,
                branch3_channels,
                3,
                groups=branch3_channels,
                bias=False,
            ),
            ConvNormActivation(branch3_channels, branch3_channels, 1),
        )
        self.branch6 = nn.Sequential(
            nn.ReLU(),
            Conv2dSame(
                branch3_channels,
                branch3_channels,
                5,
                groups=branch3_channels,
                bias=False,
            ),
            ConvNormActivation(
                branch3_channels, branch3_channels, 1, activation=nn.ReLU
            ),
            Conv2dSame(
                branch3_channels,
                branch3_channels,
                5,
                groups=branch3_channels,
                bias=False,
            ),
            ConvNormActivation(branch3_channels, branch3_channels, 1),
        )
        self.branch7 = nn.Sequential(
            nn.ReLU(),
            Conv2dSame(
                branch3_channels,
                branch3_channels,
                3,
                groups=branch3_channels,
                bias=False,
            ),
            ConvNormActivation(
                branch3_channels, branch3_channels, 1, activation=nn.ReLU
            ),
            Conv2dSame(
                branch3_channels,
                branch3_channels,
                3,
                groups=branch3_channels,
                bias=False,
            ),
            ConvNormActivation(branch3_channels, branch3_channels, 1),
        )
        self.pool = nn.AvgPool2d(3, stride=1, padding=1, count_include_pad=False)
        self.pool2 = nn.AvgPool2d(3, stride=1, padding=1, count_include_pad=False)
        self.pool3 = nn.AvgPool2d(3, stride=1, padding=1, count_include_pad=False)
        self.branch8 = nn.Sequential(
            nn.ReLU(),
            Conv2dSame(
                branch3_channels,
                branch3_channels,
                3,
                groups=branch3_channels,
                bias=False,
            ),
            ConvNormActivation(
                branch3_channels, branch3_channels, 1, activation=nn.ReLU
            ),
            Conv2dSame(
                branch3_channels,
                branch3_channels,
                3,
                groups=branch3_channels,
                bias=False,
            ),
            ConvNormActivation(branch3_channels, branch3_channels, 1),
        )

    def forward(self, x0, x1):
        activation = self.activation(x0)
        joined = torch.cat([self.branch(activation), self.branch2(activation)], 1)
        norm = self.norm(joined)
        branch3 = self.branch3(x1)
        total = self.branch4(branch3) + self.branch5(norm)
        total2 = self.branch6(norm) + self.branch7(norm)
        total3 = self.pool(branch3) + norm
        total4 = self.pool2(norm) + self.pool3(norm)
        total5 = self.branch8(branch3) + branch3
        return torch.cat([norm, total, total2, total3, total4, total5], 1)


class Cell2(nn.Module):
    """A block of cell2, cell3, cell4, cell6 and more."""

    def __init__(self, inputs0, inputs1):
        super().__init__()
        branch_channels = inputs1 // 6
        self.branch = nn.Sequential(
            nn.ReLU(), ConvNormActivation(inputs0, branch_channels, 1)
        )
        self.branch2 = nn.Sequential(
            nn.ReLU(), ConvNormActivation(inputs1, branch_channels, 1)
        )
        self.branch3 = nn.Sequential(
            nn.ReLU(),
            Conv2dSame(
                branch_channels, branch_channels, 5, groups=branch_channels, bias=False
            ),
            ConvNormActivation(branch_channels, branch_channels, 1, activation=nn.ReLU),
            Conv2dSame(
                branch_channels, branch_channels, 5, groups=branch_channels, bias=False
            ),
            ConvNormActivation(branch_channels, branch_channels, 1),
        )
        self.branch4 = nn.Sequential(
            nn.ReLU(),
            Conv2dSame(
                branch_channels, branch_channels, 3, groups=branch_channels, bias=False
            ),
            ConvNormActivation(branch_channels, branch_channels, 1, activation=nn.ReLU),
            Conv2dSame(
                branch_channels, branch_channels, 3, groups=branch_channels, bias=False
            ),
            ConvNormActivation(branch_channels, branch_channels, 1),
        )
        self.branch5 = nn.Sequential(
            nn.ReLU(),
            Conv2dSame(
                branch_channels, branch_channels, 5, groups=branch_channels, bias=False
            ),
            ConvNormActivation(branch_channels, branch_channels, 1, activation=nn.ReLU),
            Conv2dSame(
                branch_channels, branch_channels, 5, groups=branch_channels, bias=False
            ),
            ConvNormActivation(branch_channels, branch_channels, 1),
        )
        self.branch6 = nn.Sequential(
            nn.ReLU(),
            Conv2dSame(
                branch_channels, branch_channels, 3, groups=branch_channels, bias=False
            ),
            ConvNormActivation(branch_channels, branch_channels, 1, activation=nn.ReLU),
            Conv2dSame(
                branch_channels, branch_channels, 3, groups=branch_channels, bias=False
            ),
            ConvNormActivation(branch_channels, branch_channels, 1),
        )
        self.pool = nn.AvgPool2d(3, stride=1, padding=1, count_include_pad=False)
        self.pool2 = nn.AvgPool2d(3, stride=1, padding=1, count_include_pad=False)
        self.pool3 = nn.AvgPool2d(3, stride=1, padding=1, count_include_pad=False)
        self.branch7 = nn.Sequential(
            nn.ReLU(),
            Conv2dSame(
                branch_channels, branch_channels, 3, groups=branch_channels, bias=False
            ),
            ConvNormActivation(branch_channels, branch_channels, 1, activation=nn.ReLU),
            Conv2dSame(
                branch_channels, branch_channels, 3, groups=branch_channels, bias=False
            ),
            ConvNormActivation(branch_channels, branch_channels, 1),
        )

    def forward(self, x0, x1):
        branch = self.branch(x0)
        branch2 = self.branch2(x1)
        total = self.branch3(branch2) + self.branch4(branch)
        total2 = self.branch5(branch) + self.branch6(branch)
        total3 = self.pool(branch2) + branch
        total4 = self.pool2(branch) + self.pool3(branch)
        total5 = self.branch7(branch2) + branch2
        return torch.cat([branch, total, total2, total3, total4, total5], 1)


class Reduction(nn.Module):
    """A block of reduction1, reduction2."""

    def __init__(self, inputs0):
        super().__init__()
        branch_channels = inputs0 // 3
        self.branch = nn.Sequential(
            nn.ReLU(), ConvNormActivation(inputs0, branch_channels, 1)
        )
        self.branch2 = nn.Sequential(
            nn.ReLU(), ConvNormActivation(inputs0, branch_channels, 1)
        )
        self.branch3 = nn.Sequential(
            nn.ReLU(),
            Conv2dSame(
                branch_channels,
                branch_channels,
                5,
                stride=2,
                groups=branch_channels,
                bias=False,
            ),
            ConvNormActivation(branch_channels, branch_channels, 1, activation=nn.ReLU),
            Conv2dSame(
                branch_channels, branch_channels, 5, groups=branch_channels, bias=False
            ),
            ConvNormActivation(branch_channels, branch_channels, 1),
        )
        self.branch4 = nn.Sequential(
            nn.ReLU(),
            Conv2dSame(
                branch_channels,
                branch_channels,
                7,
                stride=2,
                groups=branch_channels,
                bias=False,
            ),
            ConvNormActivation(branch_channels, branch_channels, 1, activation=nn.ReLU),
            Conv2dSame(
                branch_channels, branch_channels, 7, groups=branch_channels, bias=False
            ),
            ConvNormActivation(branch_channels, branch_channels, 1),
        )
        self.pool = MaxPool2dPadded((3, 3), (2, 2))
        self.branch5 = nn.Sequential(
            nn.ReLU(),
            Conv2dSame(
                branch_channels,
                branch_channels,
                7,
                stride=2,
                groups=branch_channels,
                bias=False,
            ),
            ConvNormActivation(branch_channels, branch_channels, 1, activation=nn.ReLU),
            Conv2dSame(
                branch_channels, branch_channels, 7, groups=branch_channels, bias=False
            ),
            ConvNormActivation(branch_channels, branch_channels, 1),
        )
        self.pool2 = AvgPool2dPadded((3, 3), (2, 2))
        self.branch6 = nn.Sequential(
            nn.ReLU(),
            Conv2dSame(
                branch_channels,
                branch_channels,
                5,
                stride=2,
                groups=branch_channels,
                bias=False,
            ),
            ConvNormActivation(branch_channels, branch_channels, 1, activation=nn.ReLU),
            Conv2dSame(
                branch_channels, branch_channels, 5, groups=branch_channels, bias=False
            ),
            ConvNormActivation(branch_channels, branch_channels, 1),
        )
        self.pool3 = nn.AvgPool2d(3, stride=1, padding=1, count_include_pad=False)
        self.branch7 = nn.Sequential(
            nn.ReLU(),
            Conv2dSame(
                branch_channels, branch_channels, 3, groups=branch_channels, bias=False
            ),
            ConvNormActivation(branch_channels, branch_channels, 1, activation=nn.ReLU),
            Conv2dSame(
                branch_channels, branch_channels, 3, groups=branch_channels, bias=False
            ),
            ConvNormActivation(branch_channels, branch_channels, 1),
        )
        self.pool4 = MaxPool2dPadded((3, 3), (2, 2))

    def forward(self, x0, x1):
        branch = self.branch(x0)
        branch2 = self.branch2(x1)
        total = self.branch3(branch2) + self.branch4(branch)
        total2 = self.pool(branch2) + self.branch5(branch)
        total3 = self.pool2(branch2) + self.branch6(branch)
        total4 = total2 + self.pool3(total)
        total5 = self.branch7(total) + self.pool4(branch2)
        return torch.cat([total2, total3, total4, total5], 1)


class NasnetAMobile(nn.Module):
    """nasnet-a-mobile: 3 x 224 x 224 in, 1000 logits out."""

    def __init__(self):
        super().__init__()
        self.stem = ConvNormActivation(3, 32, 3, stride=2, conv=nn.Conv2d)
        self.stem1 = Stem()
        self.stem2 = Stem2()
        self.cell1 = Cell(44, 88)
        self.cell2 = Cell2(88, 264)
        self.cell3 = Cell2(264, 264)
        self.cell4 = Cell2(264, 264)
        self.reduction1 = Reduction(264)
        self.cell5 = Cell(264, 352, branch_channels=44)
        self.cell6 = Cell2(352, 528)
        self.cell7 = Cell2(528, 528)
        self.cell8 = Cell2(528, 528)
        self.reduction2 = Reduction(528)
        self.cell9 = Cell(528, 704, branch_channels=88)
        self.cell10 = Cell2(704, 1056)
        self.cell11 = Cell2(1056, 1056)
        self.cell12 = Cell2(1056, 1056)
        self.head = nn.Sequential(
            nn.ReLU(),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Dropout(0.5),
            nn.Linear(1056, 1000),
        )

    def forward(self, x):
        stem = self.stem(x)
        stem1 = self.stem1(stem)
        stem2 = self.stem2(stem, stem1)
        cell1 = self.cell1(stem1, stem2)
        cell2 = self.cell2(stem2, cell1)
        cell3 = self.cell3(cell1, cell2)
        cell4 = self.cell4(cell2, cell3)
        reduction1 = self.reduction1(cell3, cell4)
        cell5 = self.cell5(cell4, reduction1)
        cell6 = self.cell6(reduction1, cell5)
        cell7 = self.cell7(cell5, cell6)
        cell8 = self.cell8(cell6, cell7)
        reduction2 = self.reduction2(cell7, cell8)
        cell9 = self.cell9(cell8, reduction2)
        cell10 = self.cell10(reduction2, cell9)
        cell11 = self.cell11(cell9, cell10)
        cell12 = self.cell12(cell10, cell11)
        return self.head(cell12)


def build():
    """The network, its weights drawn at random."""
    return NasnetAMobile()
