"""What of the cabinet can be forgotten."""

import cabinet.trust.portions  # noqa: F401 -- plugs it in
