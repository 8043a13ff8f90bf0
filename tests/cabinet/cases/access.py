"""Who may open the pages of a case: its own side, and nobody else."""

from tests.access import Access
from tests.factories import cabinet as make

POST, PAGE = {"methods": "POST"}, {"methods": "GET POST"}
ANSWERS = {"has_paper": False}


def furnish(cast) -> None:
    """For each side a draft, a case that waits and one with a decision, all about the child."""
    for name in ("permit", "certificate", "appeal"):
        make.edition(name)
    officer = make.user()
    for side in (cast.a, cast.b):
        words = {"subject": side.child, "answers": {"wish": f"İstəkkanar-{side.letter}", **ANSWERS}}
        certificate = make.edition_in_use("certificate")
        side.draft = make.case(side.family, "draft", version=certificate, **words)
        side.waiting = make.case(side.family, "waiting", officer=officer, **words)
        side.decided = make.case(side.family, **words)
        make.decision(side.decided, by=officer)
        side.canaries += [f"İstəkkanar-{side.letter}"]
        side.at_desk = make.case(side.family, subject=side.child, **{"answers": words["answers"]})
        type(side.at_desk).objects.filter(pk=side.at_desk.pk).update(
            desk_officer=side.officer, region=side.region
        )
        side.canaries += [one.number for one in (side.draft, side.waiting, side.decided, side.at_desk)]


def draft(cast) -> list:
    return [cast.a.draft.number]


def waiting(cast) -> list:
    return [cast.a.waiting.number]


def decided(cast) -> list:
    return [cast.a.decided.number]


def step(cast) -> list:
    return [cast.a.draft.number, "wish"]


def at_desk(cast) -> list:
    return [cast.a.at_desk.number]


SERVES = {"style": "right", **PAGE}

TABLE = {
    "cabinet:claim": Access("signed_in", **PAGE),
    "cabinet:desk_fin": Access("officers ministry superuser", **SERVES),
    "cabinet:desk_person": Access("officers ministry superuser", **SERVES),
    "cabinet:desk_child": Access("officers ministry superuser", answers=(302,), **SERVES),
    "cabinet:desk_start": Access("officers ministry superuser", answers=(302,), **SERVES),
    "cabinet:desk_case": Access("officer", at_desk),
    "cabinet:desk_code": Access("officer", at_desk, **POST),
    "cabinet:case_start": Access("signed_in", lambda cast: ["permit"], answers=(200, 302), **PAGE),
    "cabinet:case": Access("guardian", waiting, writes=True),
    "cabinet:case_form": Access("guardian", draft, answers=(302,)),
    "cabinet:case_step": Access("guardian", step, **PAGE),
    "cabinet:case_edition": Access("guardian", draft, **POST),
    "cabinet:case_review": Access("guardian", draft),
    "cabinet:case_submission": Access("guardian", draft, **POST),
    "cabinet:case_receipt": Access("guardian", waiting),
    "cabinet:case_receipt_file": Access("guardian", waiting, answers=(404,)),
    "cabinet:case_withdrawal": Access("guardian", waiting, **PAGE),
    "cabinet:case_message": Access("guardian", waiting, data=lambda cast: {"text": "Salam"}, **POST),
    "cabinet:case_answer": Access("guardian", waiting, data=lambda cast: {"text": "Budur"}, **POST),
    "cabinet:case_appeal": Access("guardian", decided, **POST),
    "cabinet:case_decision_file": Access("guardian", decided, answers=(404,)),
}
