"""Makes the checkpoints beside it, for PyTorchCheckpointTest, SafetensorsTest and EfficientNetLiteTest.

Golden files of PyTorch 2.15.0, safetensors 0.8.0 and efficientnet_lite_pytorch 0.1.0, made on 2026-11-22 and 24.
Run: python3 make_checkpoints.py
"""
import hashlib
import math
import pathlib
from collections import OrderedDict

import torch
from efficientnet_lite_pytorch import EfficientNet
from safetensors.torch import save_file
from torch import nn

HERE = pathlib.Path(__file__).parent

count = torch.arange(12, dtype=torch.float32)
state = OrderedDict(
    {
        "float32": count.reshape(3, 4) * 0.5,
        "transposed": count.reshape(3, 4).t(),
        "middle": count[4:8],
        "every_third": count[1::3],
        "float64": torch.arange(3, dtype=torch.float64) / 4,
        "float16": torch.tensor([1.5, -0.25, 65504.0, 2.0**-24], dtype=torch.float16),
        "bfloat16": torch.tensor([1.5, -0.25, 2.0**100], dtype=torch.bfloat16),
        "int64": torch.tensor([-3, 7]),
        "module._bn.num_batches_tracked": torch.tensor(5),
        "parameter": nn.Parameter(torch.tensor([[2.0, -2.0]])),
    }
)
torch.save(state, HERE / "zip.pth")
torch.save(state, HERE / "stream.pth", _use_new_zipfile_serialization=False)
views = ("transposed", "middle", "every_third", "parameter")
save_file({key: value for key, value in state.items() if key not in views}, HERE / "golden.safetensors")
torch.save({"epoch": 3, "state_dict": state}, HERE / "training.pth")
torch.save(nn.Linear(2, 1), HERE / "module.pth")
torch.save(nn.Linear(2, 1), HERE / "module-stream.pth", _use_new_zipfile_serialization=False)

lines = []
for number in range(5):
    name = f"efficientnet-lite{number}"
    tensors = {
        key.replace("._", ".").removeprefix("_"): list(value.shape)
        for key, value in EfficientNet.from_name(name).state_dict().items()
        if not key.endswith("num_batches_tracked")
    }
    listing = "".join(f"{key} {shape}\n" for key, shape in sorted(tensors.items()))
    values = sum(math.prod(shape) for shape in tensors.values())
    lines.append(f"{name} {len(tensors)} {values} {hashlib.sha256(listing.encode()).hexdigest()}\n")
(HERE / "efficientnet-lite-tensors.txt").write_text(
    "# id, tensors, values, SHA-256 of the sorted lines 'name shape'; efficientnet_lite_pytorch 0.1.0, 2026-11-22\n"
    + "".join(lines)
)
