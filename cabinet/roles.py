from eculture.roles import share

VIEW = ("cabinet.view_person", "cabinet.view_guardianship", "cabinet.view_service")
KEEP = (
    "cabinet.change_person",
    "cabinet.add_guardianship",
    "cabinet.change_guardianship",
    "cabinet.change_service",
)

share("ministry-officer", *VIEW, *KEEP, "cabinet.ask_families_report", "cabinet.serve_at_desk")
share("regional-officer", "cabinet.serve_at_desk")
share("auditor", *VIEW, "cabinet.ask_families_report")
