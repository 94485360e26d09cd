#!/usr/bin/env python3
"""Spikes of small networks in 40-digit arithmetic, as reference cases of the kinds `net_dense` and voltage jump.

    python3 Tests/EngineTests/Precision/networks.py     (Python 3 with mpmath; a minute)

Every event is handled alone, in the order of time: an arrival moves all its targets to its instant in closed form;
then the next crossing of each is found by bisection between the places where V' changes its sign, of which there is
one at most: V is a constant and two exponentials.
"""
import heapq
import json
from pathlib import Path

from mpmath import exp, log, mp, mpf, nstr

mp.dps = 40
MASK = 2**64 - 1
U = ("u(s,k) = (z>>11)*2^-53 with z = SplitMix64: z=s+(k+1)*0x9E3779B97F4A7C15; "
     "z=(z^(z>>30))*0xBF58476D1CE4E5B9; z=(z^(z>>27))*0x94D049BB133111EB; z^=z>>31 (mod 2^64)")


def u(seed, k):
    z = (seed + (k + 1) * 0x9E3779B97F4A7C15) & MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return ((z ^ (z >> 31)) >> 11) * 2.0**-53


class Unit:
    """tau_m dV/dt = -(V - v_inf) + R i, tau_s di/dt = -i; without tau_s arrivals move V."""

    def __init__(self, tau_m, tau_s, resistance, v_inf, v, threshold, reset, t_ref):
        self.rate, self.syn = 1 / mpf(tau_m), 1 / mpf(tau_s) if tau_s else None
        self.resistance, self.v_inf, self.v, self.i = mpf(resistance), mpf(v_inf), mpf(v), mpf(0)
        self.threshold, self.reset, self.t_ref = mpf(threshold), mpf(reset), mpf(t_ref)
        self.time, self.until = mpf(0), mpf(-1)

    def modes(self):
        """V(d) = v_inf + a e^(-rate d) + b e^(-syn d)."""
        b = self.resistance * self.i * self.rate / (self.rate - self.syn) if self.syn else mpf(0)
        return self.v - self.v_inf - b, b

    def move(self, time):
        begin = max(self.time, min(self.until, time))
        if self.syn:
            self.i *= exp(-self.syn * (begin - self.time))
        self.time = begin
        d = time - begin
        if d > 0:
            a, b = self.modes()
            self.v = self.v_inf + a * exp(-self.rate * d)
            if self.syn:
                self.v += b * exp(-self.syn * d)
                self.i *= exp(-self.syn * d)
            self.time = time

    def receive(self, w, time):
        self.move(time)
        if self.syn:
            self.i += w
        elif time >= self.until:
            self.v += w

    def fire(self, time):
        self.move(time)
        self.v, self.until = self.reset, time + self.t_ref

    def crossing(self):
        """The next crossing if nothing arrives."""
        start, i = max(self.time, self.until), self.i
        if self.syn:
            i = i * exp(-self.syn * (start - self.time))
        if self.v >= self.threshold:
            return start
        b = self.resistance * i * self.rate / (self.rate - self.syn) if self.syn else mpf(0)
        a = self.v - self.v_inf - b
        f = lambda d: self.v_inf - self.threshold + a * exp(-self.rate * d) + (b * exp(-self.syn * d) if self.syn else 0)
        marks = [mpf(0)]
        if b != 0 and -a * self.rate / (b * self.syn) > 0:
            turn = log(-a * self.rate / (b * self.syn)) / (self.rate - self.syn)
            if turn > 0:
                marks.append(turn)
        marks.append(marks[-1] + 400 / min(self.rate, self.syn or self.rate))
        for low, high in zip(marks, marks[1:]):
            if f(high) >= 0:
                while high - low > mpf(10) ** -30:
                    middle = (low + high) / 2
                    low, high = (low, middle) if f(middle) >= 0 else (middle, high)
                return start + high
        return None


def simulate(units, targets, delay, stop):
    """Spikes as [unit, time]; `targets[i]` holds (unit, weight). Arrivals of one instant act together."""
    delay, stop = mpf(delay), mpf(stop)
    keys = [unit.crossing() for unit in units]
    arrivals, spikes = [], []
    while True:
        k = min(range(len(units)), key=lambda k: (keys[k] is None, keys[k] or 0))
        due = arrivals[0][0] if arrivals else mpf("inf")
        now = min(keys[k] if keys[k] is not None else mpf("inf"), due)
        if now > stop:
            return spikes
        if keys[k] is not None and keys[k] <= due:
            units[k].fire(now)
            keys[k] = units[k].crossing()
            spikes.append([k, now])
            heapq.heappush(arrivals, (now + delay, k))
            continue
        reached = set()
        while arrivals and arrivals[0][0] == now:
            for j, w in targets[heapq.heappop(arrivals)[1]]:
                units[j].receive(w, now)
                reached.add(j)
        for j in reached:
            keys[j] = units[j].crossing()


def write(name, case, spikes):
    case["n_spikes"] = len(spikes)
    case["spikes"] = [[k, float(nstr(t, 14))] for k, t in spikes]
    path = Path(__file__).parent.parent / "Cases" / f"{name}.json"
    path.write_text(json.dumps({"name": name, **case}) + "\n")
    gaps = [float(b[1] - a[1]) for a, b in zip(spikes, spikes[1:])]
    print(name, len(spikes), "spikes, smallest gap", min(gap for gap in gaps if gap > 0), "ms")


def dense():
    p = dict(taum=20.0, taus=5.0, Vth=15.0, Vr=0.0, tref=2.0, C=250.0, delay=0.1, NH=24, NO=4)
    nh, no, seed, stop = p["NH"], p["NO"], 4321, 300.0
    w = [[(2 * u(seed, h * no + o) - 1) * 150 for o in range(no)] for h in range(nh)]
    drive = [205 + 70 * u(seed + 1, h) for h in range(nh)] + [215 + 20 * u(seed + 2, o) for o in range(no)]
    units = [Unit(p["taum"], p["taus"], p["taum"] / p["C"], mpf(i) * p["taum"] / p["C"], 0, p["Vth"], p["Vr"], p["tref"])
             for i in drive]
    targets = [[(nh + o, w[h][o]) for o in range(no)] for h in range(nh)]
    targets += [[(h, w[h][o]) for h in range(nh)] for o in range(no)]
    write("net_dense_small", {
        "units": {"time": "ms", "voltage": "mV", "current": "pA", "capacitance": "pF"}, "parameters": p,
        "equations": "C dV/dt = -(C/taum) V + I + i; taus di/dt = -i; i += w at arrival; V >= Vth: spike, V := Vr for tref",
        "initial": "V = Vr, i = 0",
        "connectivity": "hidden unit h <-> output o, all to all, W[h,o] = (2*u(4321, h*NO+o) - 1)*150 pA in both directions",
        "drive": "I_h = 205 + 70*u(4322, h) pA, I_o = 215 + 20*u(4323, o) pA",
        "u": U, "source": "Precision/networks.py, 40 digits", "order": "units: hidden 0 to NH-1, then outputs",
        "t_stop": stop, "tolerance_ms": 1e-9}, simulate(units, targets, p["delay"], stop))


def jump():
    p = dict(N=60, NE=48, p=0.2, seed=99, tau_m=20, tau_e=5, tau_i=10, V_th=-50, V_reset=-60, E_L=-49, t_ref=5, delay=0.1,
             w_e=0.75, w_i=-2.25)
    n, seed, stop = p["N"], p["seed"], 200.0
    units = [Unit(p["tau_m"], None, 1, p["E_L"], p["V_reset"] + 10 * u(seed + 1, i), p["V_th"], p["V_reset"], p["t_ref"])
             for i in range(n)]
    targets = [[(j, mpf(p["w_e"] if i < p["NE"] else p["w_i"])) for j in range(n) if j != i and u(seed, i * n + j) < p["p"]]
               for i in range(n)]
    write("net_jump_small", {
        "units": {"time": "ms", "voltage": "mV"}, "parameters": p,
        "equations": "tau_m dV/dt=-(V-E_L); V+=w_e / w_i (mV) at arrival, lost while refractory",
        "initial": "V_i = -60 + 10*u(seed+1, i)",
        "connectivity": "edge i->j iff i!=j and u(seed, i*60+j) < 0.2; i<48 excitatory",
        "u": U, "source": "Precision/networks.py, 40 digits; tau_e and tau_i are of another case and mean nothing here",
        "t_stop": stop, "tolerance_ms": 1e-9}, simulate(units, targets, p["delay"], stop))


if __name__ == "__main__":
    dense()
    jump()
