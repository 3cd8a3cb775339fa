"""Golden values of llama.cpp for the engine's tests.

    pip install llama-cpp-python==0.3.36
    python make.py MODEL.gguf OUTPUT.json

Token ids, the likeliest token of every position, the largest logits of some positions, and greedy
text with the margin (best minus second best logit) at each step.
"""
import json
import sys
import llama_cpp
import numpy as np

GREEDY_TOKENS = 64
TOP = 8
PROMPTS = [
    'def fibonacci(n):\n    """Return the n-th Fibonacci number."""\n    if n < 2:\n        return n\n    return',
    'export function greet(name: string): string {\n  return `Hello, ${name}! \u2014 \u041f\u0440\u0438\u0432\u0435\u0442, \u4e16\u754c \U0001F30D`;\n}\n',
    '<|im_start|>user\nWrite a function that reverses a list.<|im_end|>\n<|im_start|>assistant\n',
    'class Stack<T> {\n\tprivate items: T[] = [];\n\n\tpush(item: T) {\r\n\t\tthis.items.push(item);   // 1234567\n\t}\n',
]


def margin(row):
    second, best = np.partition(row, -2)[-2:]
    return round(float(best - second), 4)


def greedy(model, ids):
    model.reset()
    model.eval(ids)
    tokens, margins = [], []
    for _ in range(GREEDY_TOKENS):
        row = model.scores[model.n_tokens - 1]
        token = int(row.argmax())
        tokens.append(token)
        margins.append(margin(row))
        if llama_cpp.llama_vocab_is_eog(model._model.vocab, token):
            break
        model.eval([token])
    # Bytes, since a token may end inside a character.
    ends = [len(model.detokenize(tokens[: end + 1])) for end in range(len(tokens))]
    text = model.detokenize(tokens).decode(errors='replace')
    return {'tokens': tokens, 'margins': margins, 'text': text, 'ends': ends}


def golden(model, text):
    ids = model.tokenize(text.encode(), add_bos=False, special=True)
    model.reset()
    model.eval(ids)
    rows = np.array(model.scores[: len(ids)])
    chosen = sorted({0, len(ids) // 2, len(ids) - 1})
    top = [{'position': p, 'ids': (best := np.argsort(-rows[p])[:TOP]).tolist(), 'logits': [round(float(x), 4) for x in rows[p][best]]} for p in chosen]
    return {
        'text': text,
        'tokens': ids,
        'likeliest': rows.argmax(1).tolist(),
        'margins': [margin(row) for row in rows],
        'top': top,
        'greedy': greedy(model, ids),
    }


def main():
    path, output = sys.argv[1:3]
    model = llama_cpp.Llama(path, n_ctx=1024, n_threads=2, logits_all=True, verbose=False)
    document = {'llamaCppPython': llama_cpp.__version__, 'prompts': [golden(model, text) for text in PROMPTS]}
    with open(output, 'w') as file:
        json.dump(document, file, separators=(',', ':'))
        file.write('\n')


main()
