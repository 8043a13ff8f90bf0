"""Who writes and publishes services. Publishing is a right of its own: a draft binds nobody."""

from eculture.roles import share

VIEW = ("cabinet.view_service", "cabinet.view_serviceversion", "cabinet.view_lifeevent")
WRITE = (
    "cabinet.add_service",
    "cabinet.change_service",
    "cabinet.change_serviceversion",
    "cabinet.add_lifeevent",
    "cabinet.change_lifeevent",
)

share("ministry-officer", *VIEW, *WRITE, "cabinet.publish_serviceversion")
share("auditor", *VIEW)
