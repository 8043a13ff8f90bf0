"""The crossing worked out by hand for trait shares that were assumed before the registry had data."""

import csv
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

from matrix.formulas.applicability import Rule

REFERENCE = Path(__file__).parents[2] / "matrix" / "reference"

GRID = """
    REG COL DIG ARX BIL TDB EXD TDR HUQ STA ANL MHR INT SEC OPD WEB coll site adm evt lrn lend prm vis ipr av
TEA R   o   r   R   R   R   r   ·   R   R   R   R   R   R   r   R   .1   0    1   1   0   0    0   1   1   .5
KIT R   R   R   R   ·   R   R   ·   R   R   R   R   R   R   R   R   1    0    0   .6  0   1    0   1   .6  .1
MUZ R   R   R   R   R   R   r   ·   R   R   R   R   R   R   R   R   1    .2   .8  .6  0   0    .1  1   .6  .2
QOR R   R   R   r   R   r   R   ·   o   R   R   R   R   R   R   R   .6   1    .9  .4  0   0    .5  1   .2  .1
YSE R   ·   o   r   o   R   r   o   R   R   r   R   R   R   r   r   0    0    .2  .6  .1  0    .4  .3  1   .3
AUD R   R   R   R   R   r   R   ·   R   R   R   R   R   R   R   r   .7   0    .6  .5  0   0    .6  .7  1   1
IFA R   o   r   R   R   R   r   o   R   R   R   R   R   R   r   R   .1   0    1   1   .1  0    .1  1   1   .5
MMI R   o   R   o   o   ·   R   ·   o   R   r   R   R   R   R   o   .2   1    .1  0   0   0    1   .3  .1  0
QMI R   R   R   R   ·   r   r   o   r   R   o   R   R   R   R   r   .6   0    0   .5  .1  0    .3  .1  .5  .5
TEH R   o   o   o   ·   R   R   R   o   R   r   R   R   R   r   r   .2   0    0   .7  1   .2   .4  .3  .2  .1
MDM R   o   o   o   o   R   R   r   o   R   R   R   R   R   r   R   .1   0    .2  1   .5  .1   0   1   .2  .1
PRK R   ·   o   ·   o   R   r   ·   ·   R   R   R   R   R   r   R   0    .2   .2  .7  0   0    .1  1   0   0
QAL R   R   R   R   r   R   r   ·   R   R   R   R   R   R   R   R   1    0    .5  .8  0   0    .3  1   .8  0
"""
MARKS = {"required": "R", "recommended": "r", "optional": "o", "not_applicable": "·"}
_HEAD, *_ROWS = [line.split() for line in GRID.strip().splitlines()]
MODULES, TRAITS = _HEAD[:16], _HEAD[16:]
ACTIVE = 10

EXPECTED = {(row[0], module): row[1:17][at] for row in _ROWS for at, module in enumerate(MODULES)}
HAVING = {
    row[0]: {trait: int(Decimal(row[17 + at]) * ACTIVE) for at, trait in enumerate(TRAITS)} for row in _ROWS
}


def read(name: str) -> list[dict[str, str]]:
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rules() -> dict[str, list[Rule]]:
    found = defaultdict(list)
    for row in read("rules"):
        weight = Decimal(row["weight_bp"]) / 10000
        found[row["module"]].append(Rule(row["trait"], weight, row["is_must"] == "1"))
    return found
