"""Makes the pictures beside it: files of many kinds and what PIL and torchvision make of them, for ImagesTest.

Golden files of Pillow 13.0.0 and torchvision 0.29.2, made on 2026-11-22, 24 and 25. Run: python3 make_pictures.py
The picture is drawn by an integer formula that the test repeats.
"""
import pathlib
import struct
import zlib

import numpy as np
from PIL import Image, ImageOps
from torchvision.transforms import InterpolationMode
from torchvision.transforms import functional as F

HERE = pathlib.Path(__file__).parent


def level(row, column, channel):
    return (row * (5 + channel) + column * (11 - 3 * channel) + row * column // 7 + 40 * ((row // 6 + column // 5) % 2)) % 256


def picture(rows, columns):
    return Image.fromarray(
        np.array(
            [[[level(r, c, k) for k in range(3)] for c in range(columns)] for r in range(rows)],
            dtype=np.uint8,
        )
    )


def decoded(name):
    Image.open(HERE / name).convert("RGB").save(HERE / (name + ".decoded.png"), optimize=True)


drawn = picture(37, 53)
for side in (16, 48):
    resized = F.resize(drawn, side, InterpolationMode.BILINEAR, antialias=True)
    resized.save(HERE / f"resized-{side}.png", optimize=True)
    F.center_crop(resized, 13).save(HERE / f"resized-{side}-cropped-13.png", optimize=True)

smooth = F.resize(drawn, 24)
smooth.save(HERE / "colour.jpeg", quality=85)
smooth.convert("L").save(HERE / "grey.jpeg", quality=85)
smooth.convert("CMYK").save(HERE / "cmyk.jpeg", quality=85)
smooth.convert("L").save(HERE / "grey.png")
smooth.convert("L").convert("1").save(HERE / "two-levels.png")
smooth.quantize(16).save(HERE / "palette.png")
alpha = smooth.copy()
alpha.putalpha(smooth.convert("L"))
alpha.save(HERE / "alpha.png")
for name in ("colour.jpeg", "grey.jpeg", "grey.png", "two-levels.png", "palette.png", "alpha.png"):
    decoded(name)

smooth.convert("L").convert("LA").save(HERE / "grey-alpha.png")
decoded("grey-alpha.png")
oblong = F.resize(drawn, [6, 9])
for orientation in range(1, 9):
    exif = Image.Exif()
    exif[0x0112] = orientation
    for ending, options in (("jpeg", {"quality": 95, "subsampling": 0}), ("png", {})):
        name = f"orientation-{orientation}.{ending}"
        oblong.save(HERE / name, exif=exif, **options)
        ImageOps.exif_transpose(Image.open(HERE / name)).convert("RGB").save(HERE / (name + ".decoded.png"), exif=b"")

for rows, columns in ((20, 31), (13, 14)):
    F.center_crop(picture(rows, columns), 24).save(HERE / f"{rows}x{columns}-cropped-24.png", optimize=True)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def deep(name, colour_type, channels):
    """A PNG of 16 bits, whose lower bytes are those of the picture's next row."""
    levels = np.array(drawn.crop((0, 0, 9, 8)), dtype=np.uint16)[:, :, [0, 1, 2, 0]]
    pixels = (levels[:-1] * 256 + levels[1:])[:, :, :channels].astype(">u2")
    data = b"".join(b"\0" + row.tobytes() for row in pixels)
    header = struct.pack(">IIBBBBB", 9, 7, 16, colour_type, 0, 0, 0)
    parts = (chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(data)), chunk(b"IEND", b""))
    (HERE / name).write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(parts))
    decoded(name)


deep("colour-16.png", 2, 3)
deep("alpha-16.png", 6, 4)
deep("grey-alpha-16.png", 4, 2)
clear = smooth.quantize(16)
clear.save(HERE / "clear-palette.png", transparency=bytes(range(0, 256, 16)))
Image.open(HERE / "clear-palette.png").convert("RGBA").convert("RGB").save(HERE / "clear-palette.png.decoded.png", optimize=True)
