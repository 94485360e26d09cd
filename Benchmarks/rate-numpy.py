#!/usr/bin/env python3
"""Rate equilibrium propagation in numpy, as a baseline of speed: 784-512-10, tanh, T/K 30/10, batch 50.

Motivation: how much does Equispike gain over the obvious way? Two ways are timed: the input's drive
computed in every step, as automatic differentiation of the primitive function does it, and once for
each batch. Random inputs cost what pictures cost.

Run on one thread:  OPENBLAS_NUM_THREADS=1 python3 Benchmarks/rate-numpy.py
and beside it:      equispike run papers/speed
"""
import time

import numpy as np


def cost_per_thousand(once, batches=60, batch=50, free=30, nudged=10, beta=0.1, rate=0.01):
    random = np.random.default_rng(1)
    w1 = random.uniform(-1, 1, (784, 512)).astype(np.float32) / 28
    w2 = random.uniform(-1, 1, (512, 10)).astype(np.float32) / 23
    b1, b2 = np.zeros(512, np.float32), np.zeros(10, np.float32)
    begin = time.process_time()
    for _ in range(batches):
        x = random.random((batch, 784), dtype=np.float32)
        y = np.eye(10, dtype=np.float32)[random.integers(0, 10, batch)]
        s1 = np.zeros((batch, 512), np.float32)
        s2 = np.zeros((batch, 10), np.float32)
        drive = x @ w1 + b1

        def step(s1, s2, strength):
            h1 = (drive if once else x @ w1 + b1) + s2 @ w2.T
            h2 = s1 @ w2 + b2 + strength * (y - s2)
            return np.tanh(h1), np.tanh(h2)

        for _ in range(free):
            s1, s2 = step(s1, s2, 0.0)
        f1, f2 = s1, s2
        for _ in range(nudged):
            s1, s2 = step(s1, s2, beta)
        scale = rate / (beta * batch)
        w1 += scale * (x.T @ (s1 - f1))
        w2 += scale * (s1.T @ s2 - f1.T @ f2)
        b1 += scale * (s1 - f1).sum(0)
        b2 += scale * (s2 - f2).sum(0)
    return (time.process_time() - begin) / (batches * batch) * 1000


for once, words in ((False, "drive in every step"), (True, "drive once for each batch")):
    best = min(cost_per_thousand(once) for _ in range(3))
    print(f"numpy, {words}: {best:.3f} s of processor time for 1000 samples")
