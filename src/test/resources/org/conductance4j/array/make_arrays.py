"""Makes the .npy files beside it: NumPy's own output, for NpyTest.

Golden files of NumPy 2.4.6, made on 2026-11-22. Run: python3 make_arrays.py
Every array is 0, 1, 2, … in row-major order, times a scale, in the shape (2, 3, 4).
"""
import pathlib

import numpy as np
from numpy.lib import format as npy

HERE = pathlib.Path(__file__).parent
COUNT = np.arange(24).reshape(2, 3, 4)


def save(name, array, version=(1, 0)):
    with open(HERE / f"{name}.npy", "wb") as file:
        npy.write_array(file, array, version=version)


save("float32", COUNT.astype("<f4") * np.float32(0.5))
save("float32-big-endian", COUNT.astype(">f4") * np.float32(0.5))
save("float64-fortran", np.asfortranarray(COUNT * 0.1))
save("int16", COUNT.astype("<i2") - 12)
save("int64-version-2", COUNT.astype("<i8") - 12, (2, 0))
save("uint8-version-3", (COUNT + 230).astype("u1"), (3, 0))
save("uint64", np.array([0, 2**63, 2**64 - 1], dtype="<u8"))
save("bool", COUNT % 2 == 1)
save("scalar", np.array(2.5))
save("complex64", COUNT.astype("<c8"))
