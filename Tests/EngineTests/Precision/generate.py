#!/usr/bin/env python3
"""Spikes of single leaky integrate-and-fire units in 60-digit arithmetic, as `neurons.json`.

    python3 Tests/EngineTests/Precision/generate.py     (Python 3 with mpmath; some minutes)

    tau_m dV/dt = -V + R I,  tau_k dI_k/dt = -I_k,  R = 1, V_0 = 0,  V >= 1: spike, V := reset, held for t_ref

I_ex jumps by w > 0, I_in by w < 0; with jumps V does instead, and what comes during t_ref is lost.
All parameters are numbers of 53 bits; what is expected is written with 25 digits. Between inputs V is
a constant and three exponentials. e^{t/tau_m} V' has a derivative that is a sum of two exponentials and
vanishes once at most, at a time in closed form; so between that time and the ends V' changes sign once at
most, and bisection between sign changes finds every root there is. Equal time constants are told apart by
a part in 10^45, whose effect lies far below what is written.
"""
import json
import random
from pathlib import Path

from mpmath import exp, log, mp, mpf, nstr

mp.dps = 90


class Unit:
    def __init__(self, p):
        self.rate = 1 / mpf(p["tau_m"])
        apart = mpf(10) ** -45
        self.rates = [1 / mpf(p["tau_ex"]), 1 / mpf(p["tau_in"])]
        for k, factor in ((0, 1), (1, 2)):
            if abs(self.rates[k] / self.rate - 1) < apart:
                self.rates[k] = self.rate * (1 + factor * apart)
        if self.rates[0] == self.rates[1]:
            self.rates[1] *= 1 + 3 * apart
        self.bias, self.reset, self.hold = mpf(p["bias"]), mpf(p["reset"]), mpf(p["t_ref"])
        self.jumps = p["jump"]
        self.v, self.i, self.time, self.until = mpf(0), [mpf(0), mpf(0)], mpf(0), mpf(-1)
        self.spikes = []

    def modes(self):
        """V(d) = bias + sum of a e^{-r d}."""
        parts = [[self.rate * i / (self.rate - r), r] for i, r in zip(self.i, self.rates)]
        free = self.v - self.bias - sum(a for a, _ in parts)
        return [[free, self.rate]] + parts

    def move(self, d):
        """On by d, during which there is no spike."""
        held = self.until >= self.time + d
        if not held:
            assert self.until <= self.time
            self.v = self.bias + sum(a * exp(-r * d) for a, r in self.modes())
        self.i = [i * exp(-r * d) for i, r in zip(self.i, self.rates)]
        self.time += d

    def crossing(self, length):
        """The first d in (0, length] with V >= 1, or None."""
        modes = [(a, r) for a, r in self.modes() if a != 0]

        def y(d):
            return self.bias - 1 + sum(a * exp(-r * d) for a, r in modes)

        def slope(d):
            return sum(-a * r * exp((self.rate - r) * d) for a, r in modes)

        def root(f, low, high):
            rises = f(high) > 0
            while high - low > mpf(10) ** -38 * high + mpf(10) ** -60:
                middle = (low + high) / 2
                if (f(middle) > 0) == rises:
                    high = middle
                else:
                    low = middle
            return high

        places = [mpf(0), length]
        # slope' = sum over currents of -a r (r_m - r) e^{(r_m - r) d}.
        terms = [(-a * r * (self.rate - r), self.rate - r) for a, r in modes if r != self.rate]
        if len(terms) == 2 and terms[0][0] * terms[1][0] < 0:
            turn = log(-terms[0][0] / terms[1][0]) / (terms[1][1] - terms[0][1])
            if 0 < turn < length:
                places.insert(1, turn)
        ends = [places[0]]
        for low, high in zip(places, places[1:]):
            if slope(low) * slope(high) < 0:
                ends.append(root(slope, low, high))
            ends.append(high)
        for low, high in zip(ends, ends[1:]):
            if y(low) < 0 <= y(high):
                return root(y, low, high)
        return None

    def run(self, until):
        """All spikes up to `until`."""
        while self.time < until:
            if self.until > self.time:
                self.move(min(self.until, until) - self.time)
                if self.time < self.until:
                    return
                continue
            d = self.crossing(until - self.time)
            if d is None:
                self.move(until - self.time)
                return
            self.move(d)
            self.fire()

    def fire(self):
        self.spikes.append(self.time)
        assert len(self.spikes) < 400
        self.v = self.reset
        self.until = self.time + self.hold

    def receive(self, w):
        w = mpf(w)
        if not self.jumps:
            self.i[0 if w > 0 else 1] += w
        elif self.time >= self.until:
            self.v += w
            if self.v >= 1:
                self.fire()


def solve(p):
    unit = Unit(p)
    for time, weight in p["inputs"]:
        unit.run(mpf(time))
        unit.receive(weight)
    unit.run(mpf(p["end"]))
    p["spikes"] = [nstr(t, 25) for t in unit.spikes]
    p["V"] = nstr(unit.v, 25)
    p["I"] = nstr(sum(unit.i), 25)
    return p


def draw(k, kind):
    r = random.Random(1000 * kind[1] + k)
    tau = 10 ** r.uniform(-3, 6) if kind[0] == "nine orders" else 10 ** r.uniform(0.5, 2)
    apart = r.choice([1e-15, 1e-12, 1e-9, -1e-9, 1e-6, -1e-4, 1e-2])
    ex, inh = {
        "nine orders": (10 ** r.uniform(-3, 6), 10 ** r.uniform(-3, 6)),
        "jump": (tau, tau),
        "equal": (tau, tau * r.choice([1, 1, 0.3, 2])),
        "nearly equal": (tau * (1 + apart), tau * r.choice([1 + apart, 1 - apart, 1, 0.4])),
        "tangent": (tau * r.choice([1, 1 + apart, 0.5, 0.25, 1.7]), tau * r.choice([0.5, 3])),
    }[kind[0]]
    slow = max(tau, min(ex, inh)) if kind[0] == "nine orders" else tau
    end = 6 * slow
    p = {
        "kind": kind[0], "tau_m": tau, "tau_ex": ex, "tau_in": inh, "jump": kind[0] == "jump",
        "bias": r.choice([0.0, r.uniform(-0.5, 0.95), r.uniform(1.05, 1.8)]),
        "reset": r.uniform(-0.5, 0.2), "t_ref": r.choice([0.0, 0.1 * slow * r.random()]),
    }
    inputs = []
    for _ in range(r.randint(1, 12)):
        size = r.uniform(0.1, 0.7) if p["jump"] else r.uniform(0.5, 2) * max(1, (tau / ex) ** 0.9)
        sign = -1 if r.random() < 0.35 else 1
        if sign < 0 and not p["jump"]:
            size = r.uniform(0.2, 1.5) * max(1, (tau / inh) ** 0.9)
        inputs.append([r.uniform(0, 0.8 * end), sign * size])
    inputs.sort()
    p.update(inputs=inputs, end=end)
    if kind[0] == "tangent":
        graze(p, r)
    return solve(p)


def graze(p, r):
    """One input whose response passes the threshold, or misses it, by a few parts in 10^3 to 10^13."""
    p["bias"], p["inputs"] = r.uniform(-0.3, 0.9), [[1.5, 1.0]]
    unit = Unit(p)
    unit.run(mpf(1.5))
    start = unit.v

    def top(w):
        unit.v, unit.i = start, [mpf(w), mpf(0)]
        modes = unit.modes()

        def y(d):
            return p["bias"] + sum(a * exp(-q * d) for a, q in modes)

        low, high = mpf(0), mpf(50 * p["tau_m"])
        for _ in range(400):  # golden section: one maximum
            third = (high - low) * mpf("0.381966011250105")
            if y(low + third) < y(high - third):
                low += third
            else:
                high -= third
        return y(low)

    low, high = mpf("0.01"), mpf(1000)
    for _ in range(90):
        middle = (low + high) / 2
        if top(middle) < 1:
            low = middle
        else:
            high = middle
    p["margin"] = r.choice([1, -1]) * 10 ** r.uniform(-13, -3)
    p["inputs"] = [[1.5, float(high * (1 + mpf(p["margin"])))]]


kinds = [("nine orders", 1, 60), ("jump", 2, 20), ("equal", 3, 30), ("nearly equal", 4, 40),
         ("tangent", 5, 30)]
neurons = []
for kind in kinds:
    k = made = 0
    while made < kind[2]:
        try:
            neurons.append(draw(k, kind))
            made += 1
        except AssertionError:  # more spikes than a test needs
            pass
        k += 1
path = Path(__file__).parent / "neurons.json"
path.write_text("[\n" + ",\n".join(json.dumps(n) for n in neurons) + "\n]\n")
print(len(neurons), "neurons,", sum(len(n["spikes"]) for n in neurons), "spikes")
