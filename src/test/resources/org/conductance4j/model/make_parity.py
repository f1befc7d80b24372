"""Makes parity-*.safetensors and parity-*.npy beside it, for ParityTest.

Golden files in float64 of PyTorch 2.15.0 and torchvision 0.29.2, made on 2026-11-24. Run: python3 make_parity.py
A network of torchvision's bottleneck blocks, narrow, with random weights and random batch-norm statistics. The
attributions are sums over 16 midpoint nodes from 0 to x; all derivatives are PyTorch's. The weights are float32.
"""
import pathlib

import numpy as np
import torch
from safetensors.torch import save_file
from torch import nn
from torchvision.models.resnet import Bottleneck

HERE = pathlib.Path(__file__).parent
NODES, TARGET = 16, 3


def block(inputs, planes, stride=1):
    shortcut = None
    if stride != 1 or inputs != 4 * planes:
        shortcut = nn.Sequential(nn.Conv2d(inputs, 4 * planes, 1, stride, bias=False), nn.BatchNorm2d(4 * planes))
    return Bottleneck(inputs, planes, stride, shortcut)


class Small(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(8)
        self.layer1 = nn.Sequential(block(8, 4), block(16, 4))
        self.layer2 = nn.Sequential(block(16, 8, 2), block(32, 8))
        self.fc = nn.Linear(32, 5)

    def forward(self, x):
        x = torch.max_pool2d(torch.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        return self.fc(self.layer2(self.layer1(x)).mean((2, 3)))


torch.manual_seed(5)
network = Small().eval()
for module in network.modules():
    if isinstance(module, nn.ReLU):
        module.inplace = False
    if isinstance(module, nn.BatchNorm2d):
        nn.init.uniform_(module.weight, 0.5, 1.5)
        nn.init.uniform_(module.bias, -0.3, 0.3)
        nn.init.uniform_(module.running_mean, -0.3, 0.3)
        nn.init.uniform_(module.running_var, 0.5, 1.5)
save_file(network.state_dict(), HERE / "parity.safetensors")
network = network.double()
x = torch.randn(1, 3, 24, 24).float().double()
np.save(HERE / "parity-input.npy", x.float().numpy())
region = torch.zeros_like(x)
region[..., 6:15, 3:20] = 1
kept = {}
network.layer1.register_forward_hook(lambda module, i, o: kept.update(y=o))


def activation(point):
    network(point)
    return kept["y"]


sums = dict.fromkeys(("integrated-gradients", "layer-conductance", "regional-conductance", "internal-influence"), 0)
for k in range(NODES):
    point = ((k + 0.5) / NODES * x).requires_grad_()
    to_input, to_layer = torch.autograd.grad(network(point)[0, TARGET], (point, kept["y"]))
    sums["integrated-gradients"] += x * to_input / NODES
    sums["internal-influence"] += to_layer / NODES
    for method, direction in (("layer-conductance", x), ("regional-conductance", x * region)):
        tangent = torch.func.jvp(activation, (point.detach(),), (direction,))[1].detach()
        sums[method] += to_layer * tangent / NODES
for method, values in sums.items():
    np.save(HERE / f"parity-{method}.npy", values[0].detach().numpy())
