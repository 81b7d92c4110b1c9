"""Adds up what every operation answered: `report.py [--whole] FILE...`.

Ends with 1 when one was ever answered with a 5xx; of a whole run, also when it was too small or an operation was never
answered with 2xx: nothing is known of what lies behind its door.
"""

import json
import sys
from collections import Counter, defaultdict

ENOUGH = 10_000  # cases of a whole run

files = sys.argv[1:]
whole = "--whole" in files
total = defaultdict(Counter)
for name in files[whole:]:
    with open(name, encoding="utf-8") as file:
        for operation, counts in json.load(file).items():
            total[operation].update({int(status): n for status, n in counts.items()})

never = []
print(f"{'operation':32} {'cases':>7} {'2xx':>6}  statuses")
for operation, counts in sorted(total.items()):
    cases = sum(counts.values())
    good = sum(n for status, n in counts.items() if 200 <= status < 300)
    if not good:
        never.append(operation)
    said = " ".join(f"{status}:{n}" for status, n in sorted(counts.items()))
    print(f"{operation:32} {cases:7} {good / cases:6.1%}  {said}")
cases = sum(sum(counts.values()) for counts in total.values())
errors = sum(n for counts in total.values() for status, n in counts.items() if status >= 500)
print(f"\n{cases} cases, {len(total)} operations, {errors} answers of the 500s")
print(f"never 2xx: {', '.join(never) or 'none'}")
sys.exit(1 if errors or whole and (never or cases < ENOUGH) else 0)
