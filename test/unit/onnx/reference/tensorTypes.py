"""Blocks of every tensor encoding and the weights that the format's own package reads from them.

    pip install gguf==0.19.0
    python tensorTypes.py > tensorTypes.json

Blocks are random bytes, with halves kept to small numbers of either sign, a subnormal and a zero
among them. Both are base64, weights as little-endian float32.
"""
import base64
import json
import sys
import numpy as np
from gguf import GGML_QUANT_SIZES, GGMLQuantizationType, dequantize

# Where each encoding's halves are, in bytes from the block's begin.
HALVES = {
    'F32': [], 'F16': [0], 'BF16': [], 'Q4_0': [0], 'Q4_1': [0, 2], 'Q5_0': [0], 'Q5_1': [0, 2], 'Q8_0': [0],
    'Q2_K': [80, 82], 'Q3_K': [108], 'Q4_K': [0, 2], 'Q5_K': [0, 2], 'Q6_K': [208], 'IQ4_NL': [0], 'IQ4_XS': [0],
}
# Enough for every field of a block to take many values.
WEIGHTS = 512
SPECIAL_HALVES = [0x0000, 0x0001, 0x83FF]


def made_up_blocks(random, name):
    values, size = GGML_QUANT_SIZES[GGMLQuantizationType[name]]
    if name in ('F32', 'BF16'):
        numbers = random.normal(size=WEIGHTS).astype('<f4').view(np.uint8).reshape(WEIGHTS, 4)
        return np.ascontiguousarray(numbers[:, 4 - size:])
    blocks = random.integers(0, 256, (WEIGHTS // values, size), dtype=np.uint8)
    for offset in HALVES[name]:
        halves = random.normal(scale=0.05, size=len(blocks)).astype('<f2')
        if len(blocks) > 8:
            halves[:len(SPECIAL_HALVES)] = np.array(SPECIAL_HALVES, '<u2').view('<f2')
        blocks[:, offset:offset + 2] = halves.view(np.uint8).reshape(-1, 2)
    return blocks


def main():
    random = np.random.default_rng(20)
    text = lambda array: base64.b64encode(array.tobytes()).decode()
    document = {}
    for name in HALVES:
        blocks = made_up_blocks(random, name)
        weights = dequantize(blocks, GGMLQuantizationType[name]).astype('<f4')
        document[name] = {'blocks': text(blocks), 'weights': text(weights.reshape(-1))}
    json.dump(document, sys.stdout, separators=(',', ':'))
    print()


main()
