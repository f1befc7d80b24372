"""Holds the command line to PyTorch in float64 on networks with random weights and random batch-norm statistics.

Not part of the build: it needs Python with torch, torchvision, safetensors and, for the Lite networks,
efficientnet_lite_pytorch. Made with PyTorch 2.15.0 and torchvision 0.29.2. Examples:

    python3 src/test/python/parity.py resnet18 resnet50
    python3 src/test/python/parity.py resnet152 --side 224 --format pth --seed 3
    python3 src/test/python/parity.py efficientnet-lite0 --tolerance 2e-3

Every method runs with rule midpoint and 16 nodes in float32 and is compared with the same sum over the same nodes
in float64: the largest difference, as a part of the largest value. Differences come from rectifiers that float32 and
float64 see on different sides of zero. The exit code is 1 if one is larger than allowed (2e-3, and 1e-2 for
resnet152). Beside it stands what PyTorch in float32 makes of the same sum. All derivatives are PyTorch's: reverse mode
for the gradients, forward mode for the Jacobian's product.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import torch

NODES = 16
# The package pads for the side that it was published with, whatever it is given.
LITE_SIDES = {f"efficientnet-lite{k}": side for k, side in enumerate((224, 240, 260, 280, 300))}
METHODS = ("integrated-gradients", "layer-conductance", "regional-conductance", "internal-influence")


def network(name, generator):
    if name.startswith("efficientnet-lite"):
        from efficientnet_lite_pytorch import EfficientNet

        made = EfficientNet.from_name(name)
    else:
        import torchvision

        made = torchvision.models.get_model(name)
    for module in made.modules():
        if isinstance(module, torch.nn.ReLU):
            module.inplace = False
        if isinstance(module, torch.nn.BatchNorm2d):
            for tensor, low, high in ((module.weight, 0.5, 1.2), (module.bias, -0.2, 0.2), (module.running_mean, -0.2, 0.2), (module.running_var, 0.6, 1.4)):
                tensor.data.uniform_(low, high, generator=generator)
    with torch.no_grad():
        for parameter in made.parameters():
            if parameter.dim() > 1:
                parameter.normal_(0, (2 / parameter[0].numel()) ** 0.5, generator=generator)
    return made.eval()


def save(made, form, folder):
    if form == "safetensors":
        from safetensors.torch import save_file

        save_file(made.state_dict(), folder / "weights.safetensors")
        return folder / "weights.safetensors"
    torch.save(made.state_dict(), folder / "weights.pth", _use_new_zipfile_serialization=form == "pth")
    return folder / "weights.pth"


def module(made, layer):
    """The module of a layer's name, whose parts may begin with an underscore."""
    for part in layer.split("."):
        made = getattr(made, part, None) or getattr(made, "_" + part)
    return made


class Reference:
    """Sums over the nodes in PyTorch."""

    def __init__(self, made, layer, target):
        self.made = made
        self.target = target
        self.kept = None
        self.hook = module(made, layer).register_forward_hook(self.keep)

    def keep(self, _module, _inputs, output):
        self.kept = output

    def activation(self, x):
        self.made(x)
        return self.kept

    def gradients(self, x):
        x = x.detach().requires_grad_()
        logit = self.made(x)[0, self.target]
        return torch.autograd.grad(logit, (x, self.kept))

    def all(self, x, baseline, region):
        v = x - baseline
        sums = {method: 0 for method in METHODS}
        for k in range(NODES):
            point = baseline + (k + 0.5) / NODES * v
            to_input, to_layer = self.gradients(point)
            sums["integrated-gradients"] += v * to_input / NODES
            sums["internal-influence"] += to_layer / NODES
            for method, direction in (("layer-conductance", v), ("regional-conductance", v * region)):
                tangent = torch.func.jvp(self.activation, (point,), (direction,))[1]
                sums[method] += (to_layer * tangent).detach() / NODES
        self.hook.remove()
        return {method: value.detach().double().numpy() for method, value in sums.items()}


def tool(arguments, model, name, options, method, folder):
    command = [arguments.tool, "attribute", str(model), "--architecture", name, "--method", method, "--out", str(folder / "out.npy"), "--rule", "midpoint", "--steps", str(NODES), "--dtype", arguments.dtype, *options]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stderr}")
    return np.load(folder / "out.npy"), json.loads(done.stdout.splitlines()[-1])


def compare(name, arguments, folder):
    generator = torch.Generator().manual_seed(arguments.seed)
    made = network(name, generator)
    model = save(made, arguments.format, folder)
    side = LITE_SIDES.get(name, arguments.side)
    x = torch.randn(1, 3, side, side, generator=generator)
    box = (side // 4, side // 2, side // 5, side // 2)
    region = torch.zeros(1, 1, side, side, dtype=torch.float64)
    region[..., box[0] : box[1], box[2] : box[3]] = 1
    np.save(folder / "x.npy", x.numpy())
    layer = arguments.layer or ("blocks.4" if name.startswith("eff") else "layer2")
    with torch.no_grad():
        target = int(made(x).argmax())
    single = Reference(made, layer, target).all(x, torch.zeros_like(x), region.float())
    expected = Reference(made.double(), layer, target).all(x.double(), torch.zeros_like(x).double(), region)
    allowed = arguments.tolerance or (1e-2 if name == "resnet152" else 2e-3)
    good = True
    for method in METHODS:
        options = ["--input", str(folder / "x.npy"), "--objective", f"logit:{target}"]
        if method != "integrated-gradients":
            options += ["--layer", layer]
        if method == "regional-conductance":
            options += ["--region", "box:" + ",".join(map(str, box))]
        found, facts = tool(arguments, model, name, options, method, folder)
        truth = expected[method]
        scale = np.abs(truth).max()
        error = np.abs(found - truth).max() / scale
        beside = np.abs(single[method] - truth).max() / scale
        good &= bool(error <= allowed) and found.shape == truth.shape
        print(f"{name:20} {layer:9} {method:22} {error:.1e} of the largest value, allowed {allowed:.0e}, PyTorch float32 {beside:.1e}, {facts['seconds']} s", flush=True)
    return good


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("networks", nargs="+")
    parser.add_argument("--side", type=int, default=224, help="of torchvision's networks; the Lite ones keep their own")
    parser.add_argument("--layer")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--format", choices=("safetensors", "pth", "old-pth"), default="safetensors")
    parser.add_argument("--dtype", default="float32")
    parser.add_argument("--tolerance", type=float)
    parser.add_argument("--tool", default=str(pathlib.Path(__file__).resolve().parents[3] / "conductance4j"))
    arguments = parser.parse_args()
    good = True
    for name in arguments.networks:
        with tempfile.TemporaryDirectory() as folder:
            good &= compare(name, arguments, pathlib.Path(folder))
    sys.exit(0 if good else 1)


main()
