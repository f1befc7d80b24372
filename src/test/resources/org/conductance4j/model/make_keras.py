"""Makes the Keras files beside it and their outputs, for KerasFileTest.

Golden files of TensorFlow 2.12.1 (Keras 2.12.0, float32), made on 2026-11-24. Run: python3 make_keras.py
The outputs are those of eager execution: in graph mode (predict) this version fuses a leaky ReLU behind an
addition with a slope of 0.2 whatever its own is.
"""
import pathlib

import numpy as np
from tensorflow import keras
from tensorflow.keras import layers as L

HERE = pathlib.Path(__file__).parent
keras.utils.set_random_seed(1)
random = np.random.default_rng(3)


def save(name, model):
    for layer in model.layers:
        if isinstance(layer, L.BatchNormalization):
            gamma, beta, mean, variance = (weights.shape for weights in layer.get_weights())
            layer.set_weights(
                [random.uniform(0.5, 1.5, gamma), random.normal(0, 0.3, beta), random.normal(0, 0.3, mean), random.uniform(0.5, 1.5, variance)]
            )
    model.save(HERE / f"{name}.h5", save_format="h5", include_optimizer=False)
    x = random.normal(size=(2, *model.input_shape[1:])).astype(np.float32)
    np.save(HERE / f"{name}-input.npy", x)
    np.save(HERE / f"{name}-output.npy", model(x, training=False).numpy())


save(
    "keras-sequential",
    keras.Sequential(
        [
            L.Conv2D(4, 3, strides=2, padding="same", activation="relu", name="conv", input_shape=(9, 8, 3)),
            L.BatchNormalization(name="norm"),
            L.Conv2D(2, 3, name="valid"),
            L.ReLU(6.0, name="clip"),
            L.MaxPooling2D(2, strides=1, name="pool"),
            L.Flatten(name="flat"),
            L.Dropout(0.5, name="drop"),
            L.Dense(3, activation="softmax", name="classes"),
        ],
        name="small",
    ),
)

x = keras.Input((9, 8, 3), name="picture")
a = L.Conv2D(4, 3, padding="same", use_bias=False, name="conv1")(x)
a = L.BatchNormalization(name="norm1")(a)
a = L.Activation("relu", name="relu1")(a)
b = L.DepthwiseConv2D(3, padding="same", name="each")(a)
b = L.Add(name="add")([a, b])
b = L.LeakyReLU(0.1, name="leaky")(b)
c = L.Concatenate(name="both")([a, b])
c = L.ZeroPadding2D(1, name="padding")(c)
c = L.SeparableConv2D(5, 3, strides=2, name="separable")(c)
c = L.AveragePooling2D(2, name="pool")(c)
c = L.GlobalAveragePooling2D(name="mean")(c)
c = L.Dense(3, name="logits")(c)
save("keras-functional", keras.Model(x, L.Softmax(name="classes")(c), name="branches"))
