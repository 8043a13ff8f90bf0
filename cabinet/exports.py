"""What each room of the cabinet holds about a person."""

import cabinet.accounts.exports
import cabinet.cases.exports
import cabinet.dates.exports
import cabinet.files.exports
import cabinet.payments.exports
import cabinet.people.exports  # noqa: F401 -- each plugs in its own
