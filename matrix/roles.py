"""What the matrix adds to the roles of the registry."""

from eculture.roles import share

MODELS = ("module", "modulerule", "moduledependency")
VIEW = [f"matrix.view_{name}" for name in (*MODELS, "celloverride")]
KEEP = [f"matrix.{deed}_{name}" for deed in ("add", "change") for name in MODELS]
DROP = ["matrix.delete_modulerule", "matrix.delete_moduledependency"]

share("ministry-officer", *VIEW, *KEEP, *DROP, "matrix.override_cell")
share("auditor", *VIEW)
