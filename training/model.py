"""The model in torch: an encoder, a hidden layer over it and what is known of a word, and one output vector a word.

Links are scored by products of two parts of the output vectors with a learned bias by distance: an actor is a link
from a trigger to a mention's head word, an attribution's content a pair of links from its cue to two border words.
"""

from __future__ import annotations

import functools
import pathlib
import time
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from transformers import AutoConfig, AutoModel
from transformers.models.mpnet.modeling_mpnet import MPNetSelfAttention

from dateline.extract import scheme
from dateline.extract.features import WORD_TABLES
from dateline.extract.joining import FORM_PAIRS
from dateline.extract.pairs import TABLES
from dateline.extract.sameness import NAMES as SAME_NAMES

FEATURE_SIZE = 64
FROZEN = 6
"""Layers of a large encoder that are not trained."""
MPNET_FIRST = 2
"""MPNet's number of the first position."""


def number_pieces(size: int) -> Tensor:
    """Give MPNet's number of each of BERT's wordpieces: the same list, four places on, with its own special ones."""
    numbers = torch.arange(size) + 4
    for bert, mpnet in ((0, 1), (100, 3), (101, 0), (102, 2), (103, size - 1)):  # padding, unknown, begin, end, mask
        numbers[bert] = mpnet
    return numbers


def is_half_faster(tries: int = 5) -> bool:
    """Measure whether this processor multiplies in bfloat16 faster than in 32 bits: those made for it do, by far."""
    took = []
    for kind in (torch.float32, torch.bfloat16):
        left, right = torch.ones(512, 768, dtype=kind), torch.ones(768, 768, dtype=kind)
        _ = left @ right
        started = time.perf_counter()
        for _ in range(tries):
            _ = left @ right
        took.append(time.perf_counter() - started)
    return took[1] < took[0]


def attend(
    attention: Any, states: Tensor, attention_mask: Tensor | None, position_bias: Tensor, **_: Any
) -> tuple[Tensor]:
    """Do what MPNet's attention does by the kernel that the CPU is fast in, which takes no gradient for distances."""
    shape = (*states.shape[:-1], -1, attention.attention_head_size)
    query, key, value = (layer(states).view(shape).transpose(1, 2) for layer in (attention.q, attention.k, attention.v))
    mask = position_bias.detach() if attention_mask is None else position_bias.detach() + attention_mask
    found = nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=mask.to(query.dtype))
    result: Tensor = attention.o(found.transpose(1, 2).reshape(states.shape))
    return (result,)


class Model(nn.Module):
    """Encoder and heads."""

    def __init__(self, base: pathlib.Path, hidden: int = 512, dropout: float = 0.1) -> None:
        super().__init__()
        config = AutoConfig.from_pretrained(base)
        config.attention_probs_dropout_prob = 0.0  # without it the CPU has a fast attention kernel
        self.encoder: Any = AutoModel.from_pretrained(base, config=config, add_pooling_layer=False)
        numbers = None
        if config.model_type == "mpnet":
            numbers = number_pieces(config.vocab_size)
            for module in self.encoder.modules():
                if isinstance(module, MPNetSelfAttention):
                    module.forward = functools.partial(attend, module)
            self.freeze(FROZEN)
        self.register_buffer("numbers", numbers, persistent=False)
        self.half = False
        size = int(config.hidden_size)
        self.words = nn.ModuleList(nn.Embedding(n, FEATURE_SIZE) for n in WORD_TABLES.values())
        for table in self.words:
            nn.init.normal_(table.weight, std=0.3)
        self.feature_drop = nn.Dropout(0.2)
        self.hidden = nn.Sequential(nn.Linear(size + FEATURE_SIZE, hidden), nn.GELU(), nn.Dropout(dropout))
        self.output = nn.Linear(hidden + size, scheme.OUTPUT_SIZE)
        self.distance = nn.Embedding(scheme.DISTANCES, len(scheme.LINKS))
        self.sentence = nn.Embedding(scheme.SENTENCES, len(scheme.LINKS))
        self.pair = nn.Linear(len(SAME_NAMES), 1)
        for table in (self.distance, self.sentence):
            nn.init.zeros_(table.weight)
        self.tables = nn.ModuleDict({name: nn.Embedding(n, scheme.PAIR_SIZE) for name, n in TABLES.items()})
        for name in self.tables:
            nn.init.normal_(self.tables[name].weight, std=0.3)
        self.coref_forms = nn.Embedding(FORM_PAIRS, 1)
        self.coref_same = nn.Embedding(2, 1)
        nn.init.zeros_(self.coref_forms.weight)
        nn.init.zeros_(self.coref_same.weight)
        self.drop = nn.Dropout(0.2)
        self.judge = nn.Linear(scheme.PAIR_SIZE, len(scheme.ARGUMENTS))

    def freeze(self, layers: int) -> None:
        """Leave the encoder's embeddings, its sense of distance and its lowest layers as they came."""
        still = [self.encoder.embeddings, self.encoder.encoder.relative_attention_bias]
        for module in (*still, *self.encoder.encoder.layer[:layers]):
            module.requires_grad_(False)

    def forward(self, pieces: Tensor, mask: Tensor, rows: Tensor, features: Tensor) -> Tensor:
        """Give the output vectors of words: `[rows, OUTPUT_SIZE]`.

        `rows` are positions counted through the batch of wordpieces, `features` their categories by `WORD_TABLES`.
        """
        return self.judge_words(self.encode(pieces, mask, rows), features)

    def encode(self, pieces: Tensor, mask: Tensor, rows: Tensor, positions: Tensor | None = None) -> Tensor:
        """Give the encoder's states of words: `[rows, size]`; with `half`, worked out in bfloat16.

        `mask` tells wordpieces from padding, `[batch, length]`, or is added to the attention, as of `packing.Rows`.
        """
        ids = pieces
        if self.numbers is not None:
            ids = self.numbers[pieces]
            positions = None if positions is None else positions + MPNET_FIRST
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.half):
            told = {"input_ids": ids, "attention_mask": mask, "position_ids": positions}
            states = self.encoder(**told).last_hidden_state.float()
        result: Tensor = states.reshape(-1, states.shape[-1])[rows]
        return result

    def judge_words(self, states: Tensor, features: Tensor) -> Tensor:
        """Give the output vectors of words by their states and what is known of them: `[rows, OUTPUT_SIZE]`."""
        known = torch.stack([table(features[:, i]) for i, table in enumerate(self.words)]).sum(0)
        hidden = self.hidden(torch.cat([states, self.feature_drop(known)], -1))
        result: Tensor = self.output(torch.cat([hidden, states], -1))
        return result

    def link(self, outputs: Tensor, rows: Tensor, sentence: Tensor, names: tuple[str, ...]) -> Tensor:
        """Score links from the words `rows` to every word: `[rows, words, names]`."""
        places = [scheme.LINKS.index(name) for name in names]
        size, count = scheme.LINK_SIZE, len(scheme.LINKS)
        start = outputs[rows][:, scheme.SLICES["from"]].reshape(len(rows), count, size)[:, places]
        end = outputs[:, scheme.SLICES["to"]].reshape(-1, count, size)[:, places]
        scores = torch.einsum("ird,jrd->ijr", start, end) / size**0.5
        columns = np.arange(len(outputs))
        far = torch.from_numpy(scheme.bucket_words(columns[None, :] - rows.numpy()[:, None]))
        apart = torch.from_numpy(
            scheme.bucket_sentences(sentence.numpy()[None, :] - sentence.numpy()[rows.numpy()][:, None])
        )
        return scores + self.distance(far)[..., places] + self.sentence(apart)[..., places]

    def judge_pairs(self, outputs: Tensor, rows: Tensor, columns: Tensor, tables: dict[str, Tensor]) -> Tensor:
        """Score arguments by a hidden layer over both words and what is known of the pair: `[rows, columns, roles]`."""
        hidden = self.drop(outputs[rows][:, scheme.SLICES["pair_from"]])[:, None]
        hidden = hidden + self.drop(outputs[columns][:, scheme.SLICES["pair_to"]])[None]
        for name, numbers in tables.items():
            hidden = hidden + self.tables[name](numbers)
        result: Tensor = self.judge(torch.relu(hidden))
        return result
