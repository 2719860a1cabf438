"""Computes the reference vectors of tests/folder.rs with NumPy, independently of the Rust code.

The model is the one that the test writes: number n of array a is 0.8 * sin(1.7 * a + 2.3 * n), arrays in the order below.
"""

import math

import numpy as np

HIDDEN, HEADS, LAYERS, INNER, VOCABULARY, POSITIONS, TYPES = 8, 2, 2, 12, 12, 16, 2


def shapes():
    yield "embeddings.word_embeddings.weight", (VOCABULARY, HIDDEN)
    yield "embeddings.position_embeddings.weight", (POSITIONS, HIDDEN)
    yield "embeddings.token_type_embeddings.weight", (TYPES, HIDDEN)
    yield "embeddings.LayerNorm.weight", (HIDDEN,)
    yield "embeddings.LayerNorm.bias", (HIDDEN,)
    for layer in range(LAYERS):
        for name, rows, columns in [
            ("attention.self.query", HIDDEN, HIDDEN),
            ("attention.self.key", HIDDEN, HIDDEN),
            ("attention.self.value", HIDDEN, HIDDEN),
            ("attention.output.dense", HIDDEN, HIDDEN),
            ("attention.output.LayerNorm", HIDDEN, None),
            ("intermediate.dense", INNER, HIDDEN),
            ("output.dense", HIDDEN, INNER),
            ("output.LayerNorm", HIDDEN, None),
        ]:
            yield f"encoder.layer.{layer}.{name}.weight", (rows, columns) if columns else (rows,)
            yield f"encoder.layer.{layer}.{name}.bias", (rows,)


WEIGHTS = {}
for a, (name, shape) in enumerate(shapes()):
    n = np.arange(math.prod(shape))
    WEIGHTS[name] = (0.8 * np.sin(1.7 * a + 2.3 * n)).astype(np.float32).astype(np.float64).reshape(shape)


def linear(x, name):
    return x @ WEIGHTS[name + ".weight"].T + WEIGHTS[name + ".bias"]


def norm(x, name):
    x = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-5)
    return x * WEIGHTS[name + ".weight"] + WEIGHTS[name + ".bias"]


def gelu(x):
    return 0.5 * x * (1 + np.vectorize(math.erf)(x / math.sqrt(2)))


def rows(tokens, first_position):
    places = np.arange(len(tokens)) + first_position
    x = WEIGHTS["embeddings.word_embeddings.weight"][tokens] + WEIGHTS["embeddings.position_embeddings.weight"][places]
    x = norm(x + WEIGHTS["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
    for layer in range(LAYERS):
        at = f"encoder.layer.{layer}."
        q, k, v = (linear(x, at + "attention.self." + part) for part in ("query", "key", "value"))
        width, heads = HIDDEN // HEADS, []
        for head in range(HEADS):
            own = slice(head * width, (head + 1) * width)
            scores = q[:, own] @ k[:, own].T / math.sqrt(width)
            weights = np.exp(scores - scores.max(-1, keepdims=True))
            heads.append(weights / weights.sum(-1, keepdims=True) @ v[:, own])
        x = norm(x + linear(np.concatenate(heads, 1), at + "attention.output.dense"), at + "attention.output.LayerNorm")
        inner = gelu(linear(x, at + "intermediate.dense"))
        x = norm(x + linear(inner, at + "output.dense"), at + "output.LayerNorm")
    return x


def show(name, vector):
    print(name, ", ".join(f"{number:.6f}" for number in vector / np.linalg.norm(vector)))


QUERY = [0, 6, 7, 4, 5, 9, 2]
PASSAGE = [0, 8, 7, 4, 5, 9, 2]
show("bert, query, mean:", rows(QUERY, 0).mean(0))
show("bert, passage, mean:", rows(PASSAGE, 0).mean(0))
show("xlm-roberta, no prompt, first:", rows([0, 4, 5, 9, 2], 2)[0])
