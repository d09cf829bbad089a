"""Red-team datasets: one record, and the forms it is read from and written to, as streams.

for attack in read("attacks.jsonl.gz"): ...         recognised by content, UnreadableError at the end
for entry in scan(upload): ...                      attacks and BadRecords, in order
check("attacks.jsonl")                              a Report: how many are good, what is bad
write("attacks.parquet", attacks, form=Form.NATIVE) whole or absent
pieces(attacks, form=Form.RELEASED)                 the same as bytes for a download
"""

from gadfly.science.datasets.foreign import ColumnError
from gadfly.science.datasets.reading import check, read, scan
from gadfly.science.datasets.record import Arm, AttackRecord, Opinion, SelfReport, Summary, TurnDetail
from gadfly.science.datasets.report import BadRecord, DatasetError, Report, UnreadableError, UnwritableError
from gadfly.science.datasets.sources import Limits
from gadfly.science.datasets.tables import TableError
from gadfly.science.datasets.writing import Form, Layout, pieces, write

__all__ = [
    "Arm",
    "AttackRecord",
    "BadRecord",
    "ColumnError",
    "DatasetError",
    "Form",
    "Layout",
    "Limits",
    "Opinion",
    "Report",
    "SelfReport",
    "Summary",
    "TableError",
    "TurnDetail",
    "UnreadableError",
    "UnwritableError",
    "check",
    "pieces",
    "read",
    "scan",
    "write",
]
