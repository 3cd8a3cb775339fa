"""What llama.cpp computes from the made-up models, for the engine's tests.

    pip install llama-cpp-python==0.3.36
    npx esbuild writeTinyModels.ts --bundle --platform=node | node - FOLDER
    python tiny.py FOLDER tiny.json

Token ids of two texts, the text of the first one's ids, and all logits of some of its positions.
Keys and values are kept as float32 and the weights are float32, so nothing is rounded to less.
"""
import glob
import hashlib
import json
import os
import re
import sys
import llama_cpp
import numpy as np

GGML_TYPE_F32 = 0
TEXTS = [
    'def function(abc):\n    return the string 12345 + "ing"\n\n\n# \u4e16\u754c \u00e9 \U0001F30D on the  inner   string\n',
    '<s><|start|>the<extra><end_of_turn>\n in<|endoftext|> abc</s>',
]


def digest(paths):
    whole = hashlib.sha256()
    for path in paths:
        with open(path, 'rb') as file:
            whole.update(file.read())
    return whole.hexdigest()


def golden(paths):
    model = llama_cpp.Llama(paths[0], n_ctx=256, n_threads=2, logits_all=True, verbose=False, type_k=GGML_TYPE_F32, type_v=GGML_TYPE_F32)
    tokens = [model.tokenize(text.encode(), add_bos=False, special=True) for text in TEXTS]
    model.eval(tokens[0])
    positions = [0, len(tokens[0]) // 2, len(tokens[0]) - 1]
    rows = np.array(model.scores[: len(tokens[0])])
    return {
        'sha256': digest(paths),
        'tokens': tokens,
        'pieces': [model.detokenize([id]).decode(errors='replace') for id in tokens[0]],
        'positions': positions,
        'logits': [[round(float(x), 4) for x in rows[position]] for position in positions],
    }


def main():
    folder, output = sys.argv[1:3]
    models = {}
    for path in sorted(glob.glob(os.path.join(folder, '*.gguf'))):
        models.setdefault(re.sub(r'(-\d{5}-of-\d{5})?\.gguf$', '', os.path.basename(path)), []).append(path)
    document = {'llamaCppPython': llama_cpp.__version__, 'texts': TEXTS, 'models': {name: golden(paths) for name, paths in models.items()}}
    with open(output, 'w') as file:
        json.dump(document, file, separators=(',', ':'))
        file.write('\n')


main()
