#!/usr/bin/env python3
"""Spikes of single neurons by an independent integration, as `membranes.json`.

    python3 Tests/EngineTests/Precision/membranes.py     (Python 3 with numpy, scipy and mpmath; a minute)

Each neuron has the program's default parameters, or those below, arrivals [time, weight], and a constant current that
leads from point to point of `current` [time, value] in straight lines. Membranes with equations are integrated by
DOP853 of scipy with relative and absolute tolerances of 1e-13 and 1e-14, piece by piece between arrivals, points and
spikes; a spike is the root of the dense output, refined by integrating to it again. `lif` is a sum of exponentials,
whose crossings are found by bisection in 40 digits.
"""
import json
from pathlib import Path

import numpy as np
from mpmath import exp, mp, mpf, nstr
from scipy.integrate import solve_ivp

mp.dps = 40
EX, IN = 5.0, 5.0


def step(f, t0, y, t1, beyond=None):
    """The solution, which ends a little beyond a threshold, as V may diverge there."""

    def leaves(t, y):
        return y[0] - beyond

    leaves.terminal, leaves.direction = True, 1
    events = None if beyond is None else leaves
    return solve_ivp(f, (t0, t1), y, method="DOP853", rtol=1e-13, atol=1e-14, dense_output=True, events=events)


def integrate(f, y, threshold, fire, receive, arrivals, current, end, refractory=0.0, rises=False):
    """Spikes until `end` of y' = f(y, I), with V = y[0]."""
    times, values = zip(*current)
    stops = sorted({t for t, _ in arrivals} | set(times) | {end})
    y, now, held, spikes = np.array(y, float), 0.0, -1.0, []

    def piece(t):
        """The current as value and slope from t on."""
        k = max((k for k in range(len(times)) if times[k] <= t), default=None)
        if k is None:
            return 0.0, 0.0
        slope = (values[k + 1] - values[k]) / (times[k + 1] - times[k]) if k + 1 < len(times) else 0.0
        return values[k] + slope * (t - times[k]), slope

    for stop in stops:
        while now < stop:
            isheld = now < held
            goal = min(stop, held) if isheld else stop
            i0, slope = piece(now)
            start = now

            def rate(t, y):
                d = np.array(f(y, i0 + slope * (t - start)))
                if isheld:
                    d[0] = 0
                return d

            solution = step(rate, now, y, goal, None if rises or isheld else threshold + 0.5)
            last = solution.t[-1]
            found = None
            if not isheld:
                grid = np.unique(np.concatenate([np.linspace(now, last, 20001), solution.t]))
                v = solution.sol(grid)[0]
                above = np.flatnonzero((v[1:] >= threshold) & (v[:-1] < threshold))
                if len(above):
                    low, high = grid[above[0]], grid[above[0] + 1]
                    for _ in range(200):
                        middle = (low + high) / 2
                        if middle in (low, high):
                            break
                        if solution.sol(middle)[0] >= threshold:
                            high = middle
                        else:
                            low = middle
                    found = high
                    # The dense output is of order 7: one step of Newton on a step of order 8.
                    exact = step(rate, now, y, found).y[:, -1]
                    found += (threshold - exact[0]) / rate(found, exact)[0]
            assert found is not None or last == goal
            if found is None:
                y, now = solution.y[:, -1], goal
            else:
                y = step(rate, now, y, found).y[:, -1]
                now = found
                spikes.append(now)
                if rises:
                    # Past the threshold, so that this rise is not found again.
                    y = y.copy()
                    y[0] = max(y[0], threshold)
                else:
                    y = fire(y)
                    held = now + refractory
        for time, weight in arrivals:
            if time == stop:
                v = y[0]
                y = receive(y, weight)
                if now < held:
                    y[0] = v
                elif v < threshold <= y[0]:
                    spikes.append(now)
                    if not rises:
                        y = fire(y)
                        held = now + refractory
    return spikes


def currents(index):
    """An arrival adds to element `index` if w > 0, else to the next one."""

    def receive(y, w):
        y = y.copy()
        y[index if w > 0 else index + 1] += w
        return y

    return receive


def conductances(y, w):
    y = y.copy()
    y[1 if w > 0 else 2] += abs(w)
    return y


def eif(y, i):
    spike = 30 * 2 * np.exp((min(y[0], 20.0) + 50.4) / 2)
    return [(-30 * (y[0] + 70.6) + spike + i + y[1] + y[2]) / 281, -y[1] / EX, -y[2] / IN]


def adex(y, i):
    v, w = min(y[0], 20.0), y[1]
    spike = 30 * 2 * np.exp((v + 50.4) / 2)
    return [
        (-30 * (v + 70.6) + spike - w + i + y[2] + y[3]) / 281,
        (4 * (v + 70.6) - w) / 144,
        -y[2] / EX,
        -y[3] / IN,
    ]


def conductance(y, i):
    v, e, n = y
    return [(-10 * (v + 60) - e * v - n * (v + 80) + i) / 200, -e / 5, -n / 10]


def izhikevich(y, i):
    v, u = y
    return [0.04 * v * v + 5 * v + 140 - u + i, 0.02 * (0.2 * v - u)]


def quadratic(y, i):
    return [(0.04 * y[0] ** 2 + i) / 20]


def hodgkin_huxley(y, i):
    """Hodgkin & Huxley 1952 with the resting potential at -65 mV, per square cm; without poles."""
    v, m, h, n = y
    x, z = (v + 40) / 10, (v + 55) / 10
    am = x / -np.expm1(-x) if x != 0 else 1.0
    an = 0.1 * (z / -np.expm1(-z) if z != 0 else 1.0)
    bm, bn = 4 * np.exp(-(v + 65) / 18), 0.125 * np.exp(-(v + 65) / 80)
    ah, bh = 0.07 * np.exp(-(v + 65) / 20), 1 / (1 + np.exp(-(v + 35) / 10))
    ionic = 120 * m**3 * h * (v - 50) + 36 * n**4 * (v + 77) + 0.3 * (v + 54.387)
    return [i - ionic, am * (1 - m) - bm * m, ah * (1 - h) - bh * h, an * (1 - n) - bn * n]


HH = [-65.0, 0.0529324852572496, 0.596120753508460, 0.317676914060697]


def set_to(index, value, jumps=()):
    def fire(y):
        y = y.copy()
        y[index] = value
        for k, size in jumps:
            y[k] += size
        return y

    return fire


MEMBRANES = {
    "eif": dict(f=eif, y=[-70.6, 0, 0], threshold=0, fire=set_to(0, -70.6), receive=currents(1)),
    "adex": dict(
        f=adex, y=[-70.6, 0, 0, 0], threshold=0, fire=set_to(0, -70.6, [(1, 80.5)]), receive=currents(2)
    ),
    "lif_cond": dict(
        f=conductance, y=[-60, 0, 0], threshold=-50, fire=set_to(0, -60), receive=conductances, refractory=5.0
    ),
    "izhikevich": dict(
        f=izhikevich, y=[-65, -13], threshold=30, fire=set_to(0, -65, [(1, 8)]),
        receive=lambda y, w: np.array([y[0] + w, y[1]]),
    ),
    "quadratic": dict(
        f=quadratic, y=[0.0], threshold=30, fire=set_to(0, 0.0), receive=lambda y, w: np.array([y[0] + w]),
        refractory=2.0,
    ),
    "hodgkin_huxley": dict(
        f=hodgkin_huxley, y=HH, threshold=0, fire=None, receive=lambda y, w: np.array([y[0] + w, *y[1:]]), rises=True
    ),
}

# A constant current; a ramp that stops; arrivals of both signs on a ramp up and down.
CURRENTS = {
    "eif": (700, 900, 500), "adex": (700, 1200, 600), "lif_cond": (120, 200, 60),
    "izhikevich": (10, 15, 5), "quadratic": (1, 4, 1), "hodgkin_huxley": (10, 20, 4),
}
WEIGHTS = {
    "eif": (400, -300), "adex": (500, -300), "lif_cond": (6, -8),
    "izhikevich": (6, -4), "quadratic": (2, -1), "hodgkin_huxley": (8, -5),
}


def lif(points, arrivals, end, tau, c, rest, threshold, reset, hold, taus):
    """Spikes of the physical LIF in closed form, by bisection on a fine grid, in 40 digits."""
    tau, c, rest, threshold, reset, hold = map(mpf, (tau, c, rest, threshold, reset, hold))
    taus = [mpf(x) for x in taus]
    v, syn, now, held, spikes = rest, [mpf(0), mpf(0)], mpf(0), mpf(-1), []
    stops = sorted({t for t, _ in arrivals} | {t for t, _ in points} | {end})

    def piece(t):
        k = max((k for k in range(len(points)) if points[k][0] <= t), default=None)
        if k is None:
            return mpf(0), mpf(0)
        t0, x0 = points[k]
        slope = mpf(0)
        if k + 1 < len(points):
            slope = (mpf(points[k + 1][1]) - x0) / (mpf(points[k + 1][0]) - t0)
        return x0 + slope * (t - t0), slope

    for stop in stops:
        while now < stop:
            if now < held:
                d = min(held, mpf(stop)) - now
                syn = [s * exp(-d / k) for s, k in zip(syn, taus)]
                now = min(held, mpf(stop))
                continue
            i0, i1 = piece(now)

            def potential(d):
                # y' = -(y - rest)/tau + (i0 + i1 d + sum s e^{-d/k})/c, by variation of constants.
                g = tau / c
                out = rest + g * (i0 + i1 * (d - tau))
                out += (v - rest - g * (i0 - i1 * tau)) * exp(-d / tau)
                for s, k in zip(syn, taus):
                    out += s / c * (exp(-d / k) - exp(-d / tau)) / (1 / tau - 1 / k)
                return out

            length = mpf(stop) - now
            n = max(int(length * 20), 1)
            found, below = None, mpf(0)
            for j in range(1, n + 1):
                d = length * j / n
                if potential(d) >= threshold:
                    low, high = below, d
                    for _ in range(120):
                        middle = (low + high) / 2
                        if potential(middle) >= threshold:
                            high = middle
                        else:
                            low = middle
                    found = high
                    break
                below = d
            d = length if found is None else found
            v, syn = potential(d), [s * exp(-d / k) for s, k in zip(syn, taus)]
            if found is None:
                now = mpf(stop)
            else:
                now += d
                spikes.append(now)
                v, held = reset, now + hold
        for time, weight in arrivals:
            if time == stop:
                syn[0 if weight > 0 else 1] += weight
    return [float(nstr(s, 20)) for s in spikes]


def main():
    cases = []
    random = np.random.default_rng(18)
    for name, p in MEMBRANES.items():
        p = dict(p)
        low, high, foot = CURRENTS[name]
        up, down = WEIGHTS[name]
        arrivals = sorted(
            [round(float(t), 3), up if random.random() < 0.6 else down] for t in random.uniform(5, 290, 40)
        )
        for kind, current, inputs in [
            ("constant", [[0, low]], []),
            ("ramp", [[0, 0], [150, high], [200, high]], []),
            ("arrivals on ramps", [[10, foot], [120, high], [250, 0]], arrivals),
        ]:
            spikes = integrate(arrivals=inputs, current=current, end=300.0, **p)
            cases.append(dict(membrane=name, kind=kind, current=current, arrivals=inputs, end=300, spikes=spikes))
            print(name, kind, len(spikes))
    physical = dict(tau=10, c=250, rest=-70, threshold=-55, reset=-70, hold=2, taus=(2, 5))
    for kind, current in [
        ("ramp", [[0, 0], [150, 900], [200, 900]]),
        ("slow ramp", [[20, 300], [300, 400]]),
        ("up and down", [[10, 0], [100, 800], [110, -500], [111, 700], [250, 0]]),
    ]:
        for inputs in ([], sorted([round(float(t), 3), 300 if random.random() < 0.6 else -200]
                                  for t in random.uniform(5, 290, 40))):
            spikes = lif(current, inputs, 300, **physical)
            cases.append(dict(membrane="lif", kind=kind, current=current, arrivals=inputs, end=300, spikes=spikes))
            print("lif", kind, len(spikes))
    lines = ",\n".join(json.dumps(case) for case in cases)
    Path(__file__).with_name("membranes.json").write_text("[\n" + lines + "\n]\n")


main()
